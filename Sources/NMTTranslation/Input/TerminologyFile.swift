/// A file of terms and how it is read.
public struct TerminologyFile: Codable, Sendable, Equatable {
  /// Lines of `source phrase TAB target phrase`, plain or .gz.
  public var path: String
  /// Matching of source and target phrases.
  public var options: TerminologyOptions

  /// A file at `path`; it is read when the translator is made.
  public init(path: String, options: TerminologyOptions = TerminologyOptions()) {
    self.path = path
    self.options = options
  }
}

/// How terms are matched and required.
public struct TerminologyOptions: Codable, Sendable, Equatable {
  /// Whether case counts in the source. Default true.
  public var isCaseSensitive: Bool
  /// Whether only the stem of a target phrase is required, so that it may be inflected: all but the last quarter of its
  /// last word's letters, of a word of four letters or more. Default false. A target phrase that ends with `*` is a stem
  /// as it is.
  public var usesStems: Bool

  /// Options with their defaults: case matters, and phrases appear as they are.
  public init(isCaseSensitive: Bool = true, usesStems: Bool = false) {
    self.isCaseSensitive = isCaseSensitive
    self.usesStems = usesStems
  }
}
