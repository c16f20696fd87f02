import NMTSystem

/// How many references a segment has: a part of the signature.
public enum ReferenceCount: Sendable, Equatable, CustomStringConvertible {
  /// The number of references, equal for all segments.
  case same(Int)
  /// Not the same number for every segment.
  case varying

  public var description: String {
    switch self {
    case .same(let count): return String(count)
    case .varying: return "var"
    }
  }
}

/// Everything that decides a score's digits, in sacreBLEU's form: `nrefs:1|case:mixed|eff:no|tok:13a|…|version:…`.
///
/// The version names this program, so that nobody takes the line for one that sacreBLEU printed; all else is the same
/// byte for byte.
public struct Signature: Sendable, Equatable, CustomStringConvertible {
  /// One `key:value`, with the key's short form.
  public struct Entry: Sendable, Equatable {
    /// Whole key, such as `case`.
    public let key: String
    /// Short form of the key, such as `c`.
    public let abbreviation: String
    /// Value, such as `mixed`.
    public let value: String

    /// An entry of a key, its short form and a value.
    public init(_ key: String, _ abbreviation: String, _ value: String) {
      self.key = key
      self.abbreviation = abbreviation
      self.value = value
    }
  }

  /// Entries in the order of the line: the number of references first, the version last.
  public private(set) var entries: [Entry]

  /// `tolmacs-` and the tools' version.
  public static let version = "tolmacs-" + toolVersion

  /// A signature of a metric's own entries between the number of references and the version.
  public init(references: ReferenceCount, _ own: [Entry]) {
    entries = [Entry("nrefs", "#", references.description)] + own + [Entry("version", "v", Signature.version)]
  }

  /// Adds the number of resampled corpora and the seed, which stand behind the number of references.
  func resampled(_ key: String, _ samples: Int, _ seed: ResamplingSeed) -> Signature {
    var result = self
    result.entries.insert(contentsOf: [Entry(key, key, String(samples)), Entry("seed", "rs", seed.description)], at: 1)
    return result
  }

  /// The line with whole keys.
  public var description: String { text(short: false) }

  /// The line; with `short`, the keys are abbreviated: `#:1|c:mixed|e:no|tok:13a|s:exp|v:…`.
  public func text(short: Bool) -> String {
    entries.map { "\(short ? $0.abbreviation : $0.key):\($0.value)" }.joined(separator: "|")
  }
}
