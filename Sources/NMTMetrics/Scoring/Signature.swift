import NMTSystem

/// Number of references per segment, as part of the signature.
public enum ReferenceCount: Sendable, Equatable, CustomStringConvertible {
  /// The number of references, equal for all segments.
  case same(Int)
  /// The number varies between segments.
  case varying

  public var description: String {
    switch self {
    case .same(let count): return String(count)
    case .varying: return "var"
    }
  }
}

/// All settings that affect a score's digits, in sacreBLEU's form: `nrefs:1|case:mixed|eff:no|tok:13a|…|version:…`.
///
/// The version names this program, so that nobody mistakes the line for sacreBLEU's output; everything else is byte for
/// byte the same.
public struct Signature: Sendable, Equatable, CustomStringConvertible {
  /// One `key:value`, with the key's short form.
  public struct Entry: Sendable, Equatable {
    /// Full key, such as `case`.
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

  /// Entries in output order: the number of references first, the version last.
  public private(set) var entries: [Entry]

  /// `tolmacs-` and the tools' version.
  public static let version = "tolmacs-" + toolVersion

  /// A signature with a metric's own entries between the number of references and the version.
  public init(references: ReferenceCount, _ own: [Entry]) {
    entries = [Entry("nrefs", "#", references.description)] + own + [Entry("version", "v", Signature.version)]
  }

  /// Inserts the number of resampled corpora and the seed after the number of references.
  func resampled(_ key: String, _ samples: Int, _ seed: ResamplingSeed) -> Signature {
    var result = self
    result.entries.insert(contentsOf: [Entry(key, key, String(samples)), Entry("seed", "rs", seed.description)], at: 1)
    return result
  }

  /// The line with full keys.
  public var description: String { text(short: false) }

  /// The line; `short` abbreviates the keys: `#:1|c:mixed|e:no|tok:13a|s:exp|v:…`.
  public func text(short: Bool) -> String {
    entries.map { "\(short ? $0.abbreviation : $0.key):\($0.value)" }.joined(separator: "|")
  }
}
