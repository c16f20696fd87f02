/// Constraints on the translation of one line, as text in the target language.
public struct LineConstraints: Codable, Sendable, Equatable {
  /// Text that the translation begins with, character for character. A trailing space marks its last word as complete;
  /// otherwise the word may continue.
  public var prefix: String
  /// Phrases that the translation must contain.
  public var include: [RequiredPhrase]
  /// Phrases that the translation must not contain as separate words: excluding `"Haus"` also forbids `"Haus|boot"`
  /// where a subword ends inside the word, but not `"Reihenhaus"`.
  public var exclude: [String]

  /// Constraints; none unless given.
  public init(prefix: String = "", include: [RequiredPhrase] = [], exclude: [String] = []) {
    self.prefix = prefix
    self.include = include
    self.exclude = exclude
  }

  /// Whether there is no constraint.
  public var isEmpty: Bool { prefix.isEmpty && include.isEmpty && exclude.isEmpty }
}

/// A phrase that a translation must contain.
public struct RequiredPhrase: Codable, Sendable, Equatable, ExpressibleByStringLiteral {
  /// The phrase, in the target language.
  public var text: String
  /// Whether the last word may continue: `"Tür"` then also matches `"Türen"`. Default false.
  public var isStem: Bool

  /// A phrase that must appear as it is or, with `isStem`, with its last word continued.
  public init(_ text: String, isStem: Bool = false) {
    self.text = text
    self.isStem = isStem
  }

  public init(stringLiteral text: String) { self.init(text) }
}

/// A line to translate, with its constraints.
public struct TranslationInput: Sendable, Equatable {
  /// Source text without a line end.
  public var text: String
  /// Text that the translation must or must not contain; none by default.
  public var constraints: LineConstraints
  /// Location of the line for messages about its constraints: `input.tsv:17`; empty if unknown.
  package var place = ""

  /// A line with its constraints.
  public init(_ text: String, constraints: LineConstraints = LineConstraints()) {
    self.text = text
    self.constraints = constraints
  }

  /// Compares text and constraints, not the place.
  public static func == (a: TranslationInput, b: TranslationInput) -> Bool {
    a.text == b.text && a.constraints == b.constraints
  }
}
