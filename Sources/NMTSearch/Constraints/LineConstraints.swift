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

  public init(prefix: String = "", include: [RequiredPhrase] = [], exclude: [String] = []) {
    self.prefix = prefix
    self.include = include
    self.exclude = exclude
  }

  public var isEmpty: Bool { prefix.isEmpty && include.isEmpty && exclude.isEmpty }
}

/// A phrase that has to be there.
public struct RequiredPhrase: Codable, Sendable, Equatable, ExpressibleByStringLiteral {
  public var text: String
  /// Whether the last word may go on: `"Tür"` is then also there in `"Türen"`. Default false.
  public var isStem: Bool

  public init(_ text: String, isStem: Bool = false) {
    self.text = text
    self.isStem = isStem
  }

  public init(stringLiteral text: String) { self.init(text) }
}

/// A line to translate.
public struct TranslationInput: Sendable, Equatable {
  public var text: String
  public var constraints: LineConstraints
  /// Where the line stands, for messages about its constraints: `input.tsv:17`; empty where that is not known.
  package var place = ""

  public init(_ text: String, constraints: LineConstraints = LineConstraints()) {
    self.text = text
    self.constraints = constraints
  }

  /// Lines are the same wherever they stand.
  public static func == (a: TranslationInput, b: TranslationInput) -> Bool {
    a.text == b.text && a.constraints == b.constraints
  }
}
