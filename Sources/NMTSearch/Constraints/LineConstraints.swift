/// What a line's translation has to hold and must not hold; all of it text of the target language.
public struct LineConstraints: Codable, Sendable, Equatable {
  /// Text that the translation begins with, character for character. A space at its end says that its last word is
  /// whole; without one the word may go on.
  public var prefix: String
  /// Phrases that the translation holds.
  public var include: [RequiredPhrase]
  /// Phrases that the translation does not hold as words of their own: neither `"Haus"` nor, cut behind it into another
  /// subword, `"Haus|boot"`, but `"Reihenhaus"`.
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
  /// Where the line stands, for messages about its constraints: `input.tsv:17`; empty where that is not known.
  package var place = ""

  /// A line with its constraints.
  public init(_ text: String, constraints: LineConstraints = LineConstraints()) {
    self.text = text
    self.constraints = constraints
  }

  /// Lines are the same wherever they stand.
  public static func == (a: TranslationInput, b: TranslationInput) -> Bool {
    a.text == b.text && a.constraints == b.constraints
  }
}
