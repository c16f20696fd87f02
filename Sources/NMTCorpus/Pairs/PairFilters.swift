package import NMTSettings
import NMTSystem
import NMTText

/// What is done with a pair when a side of it is not UTF-8.
package enum InvalidPairPolicy: String, Codable, Sendable, CaseIterable {
  /// Each invalid part becomes U+FFFD; the pair is kept and counted.
  case replace
  /// The run ends and names the line.
  case fail
  /// The pair is left out and counted.
  case drop
}

/// Which training pairs are kept.
package struct PairFilters: Codable, Sendable, Equatable {
  /// Most subwords of a side, eos not counted. Default 200.
  package var maximumLength = 200
  /// Most subwords of the longer side for one of the shorter side; 0 turns it off. Default 9, as Moses' clean-corpus-n
  /// (Koehn et al. 2007) is commonly called.
  package var maximumRatio = 9.0
  /// Drop pairs whose sides are the same text. Off by default: names and numbers are good pairs.
  package var dropsIdenticalSides = false
  /// Keep pairs that came before. Off by default.
  package var keepsDuplicates = false
  /// Most pairs that are remembered to find duplicates, 11 to 22 bytes each. Default 100 million.
  package var duplicateCapacity = 100_000_000
  /// Least share of a side's letters that are in the script of its language; 0, the default, turns it off.
  package var minimumScriptShare = 0.0
  /// ISO 15924 code of the script that a side is written in (`"Latn"`, `"Cyrl"`); empty: those of its language.
  package var sourceScript = ""
  package var targetScript = ""
  /// What is done with text that is not UTF-8. Default: replace.
  package var invalidUTF8 = InvalidPairPolicy.replace

  package init() {}

  /// A side of more bytes is too long whatever its subwords: 256 bytes for each allowed subword. It is not segmented,
  /// so that a line of a gigabyte costs no more than reading and decoding it.
  package var maximumBytes: Int { 256 * maximumLength }

  package func isWithinRatio(_ source: Int, _ target: Int) -> Bool {
    maximumRatio == 0 || Double(max(source, target)) <= maximumRatio * Double(min(source, target))
  }

  /// The scripts that a side may be written in, nil when that is not judged.
  func scripts(_ name: String, language: String, flag: String) throws -> [Script]? {
    guard minimumScriptShare > 0 else { return nil }
    let scripts = name.isEmpty ? Script.scripts(ofLanguage: language) : Script(name).map { [$0] } ?? []
    guard !scripts.isEmpty else {
      throw Failure(
        .usage, name.isEmpty ? "the script of language '\(language)' is not known" : "\(name) is not a script",
        at: flag,
        expected: "four letters of ISO 15924, such as Latn", remedy: "name it, or leave out --min-script-share")
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
