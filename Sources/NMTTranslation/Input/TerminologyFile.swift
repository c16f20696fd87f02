/// A file of terms, and how to match them.
public struct TerminologyFile: Codable, Sendable, Equatable {
  /// Path of the file, plain or gzip, with lines of the form `source phrase TAB target phrase`.
  public var path: String
  /// Options for matching source and target phrases.
  public var options: TerminologyOptions

  /// A file at `path`; it is read when the translator is created.
  public init(path: String, options: TerminologyOptions = TerminologyOptions()) {
    self.path = path
    self.options = options
  }
}

/// Options for matching and requiring terms.
public struct TerminologyOptions: Codable, Sendable, Equatable {
  /// Whether matching in the source is case-sensitive. Default true.
  public var isCaseSensitive: Bool
  /// Whether only the stem of a target phrase is required, so that it may be inflected: the phrase without the last
  /// quarter of its last word, if that has four letters or more. Default false. A target phrase that ends with `*` is
  /// always a stem.
  public var usesStems: Bool

  /// Options with their defaults: case matters, and phrases appear unchanged.
  public init(isCaseSensitive: Bool = true, usesStems: Bool = false) {
    self.isCaseSensitive = isCaseSensitive
    self.usesStems = usesStems
  }
}
