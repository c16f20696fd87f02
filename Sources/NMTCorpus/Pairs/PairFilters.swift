package import NMTSettings
import NMTSystem
import NMTText

/// Treatment of a pair with a side that is not valid UTF-8.
package enum InvalidPairPolicy: String, Codable, Sendable, CaseIterable {
  /// Each invalid part becomes U+FFFD; the pair is kept and counted.
  case replace
  /// The run ends with an error that names the line.
  case fail
  /// The pair is dropped and counted.
  case drop
}

/// Options that decide which training pairs are kept.
package struct PairFilters: Codable, Sendable, Equatable {
  /// Most subwords per side, without EOS. Default 200.
  package var maximumLength = 200
  /// Highest ratio of the longer side to the shorter one, in subwords; 0 turns it off. Default 9, the usual argument of
  /// Moses' clean-corpus-n (Koehn et al. 2007).
  package var maximumRatio = 9.0
  /// Whether to drop pairs with identical sides. Off by default: names and numbers are good pairs.
  package var dropsIdenticalSides = false
  /// Whether to keep repeated pairs. Off by default.
  package var keepsDuplicates = false
  /// Most pairs remembered by the duplicate filter, 11 to 22 bytes each. Default 100 million.
  package var duplicateCapacity = 100_000_000
  /// Smallest share of a side's letters in the script of its language; 0, the default, turns it off.
  package var minimumScriptShare = 0.0
  /// ISO 15924 code of the script of a side (`"Latn"`, `"Cyrl"`); empty for the scripts of its language.
  package var sourceScript = ""
  package var targetScript = ""
  /// Treatment of text that is not valid UTF-8. Default: replace.
  package var invalidUTF8 = InvalidPairPolicy.replace

  package init() {}

  /// Most bytes per side, whatever its subwords: 256 per allowed subword. Longer sides are not segmented, so that a
  /// line of a gigabyte costs no more than reading and decoding it.
  package var maximumBytes: Int { 256 * maximumLength }

  package func isWithinRatio(_ source: Int, _ target: Int) -> Bool {
    maximumRatio == 0 || Double(max(source, target)) <= maximumRatio * Double(min(source, target))
  }

  /// Scripts that a side may be written in; nil if scripts are not checked.
  func scripts(_ name: String, language: String, flag: String) throws -> [Script]? {
    guard minimumScriptShare > 0 else { return nil }
    let scripts = name.isEmpty ? Script.scripts(ofLanguage: language) : Script(name).map { [$0] } ?? []
    guard !scripts.isEmpty else {
      throw Failure(
        .usage, name.isEmpty ? "the script of language '\(language)' is not known" : "\(name) is not a known script",
        at: flag,
        expected: "a four-letter ISO 15924 code, such as Latn",
        remedy: "name the script, or leave out --min-script-share")
    }
    return scripts
  }
}

extension PairFilters: CheckedOptions {
  package static let rules: [OptionRule<PairFilters>] = [
    .range(\.maximumLength, 1...65_535),
    .limit(\.maximumRatio, "1 or more, or 0 for no limit") { $0 == 0 || ($0 >= 1 && $0.isFinite) },
    .range(\.minimumScriptShare, 0...1),
    .range(\.duplicateCapacity, 1...),
  ]
}
