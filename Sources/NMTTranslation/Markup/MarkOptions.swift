import NMTSystem
public import NMTText

/// What of a line is copied to the letter instead of being translated.
public struct MarkOptions: Codable, Sendable, Equatable {
  /// Kinds of placeholders that the translation holds as often as the source, to the letter. Default none.
  public var placeholders: [PlaceholderKind]
  /// Kinds of them that the model may read in the sentence where it knows what to do with them. The others are always taken
  /// out of the source and put into the translation by alignment. Default numbers.
  public var inText: [PlaceholderKind]
  /// Whether lines hold XML or HTML: tags are taken out and put back by alignment, entities are decoded and encoded again.
  /// Default false.
  public var markup: Bool

  /// Options with their defaults: nothing is copied.
  public init(
    placeholders: [PlaceholderKind] = [], inText: [PlaceholderKind] = [.numbers], markup: Bool = false
  ) {
    self.placeholders = placeholders
    self.inText = inText
    self.markup = markup
  }

  /// Whether there is anything to do.
  public var isActive: Bool { markup || !placeholders.isEmpty }
}

/// What was copied into a translation, and how.
public struct MarkCounts: Sendable, Equatable, Codable {
  /// Placeholders of the source, all of which are in the translation.
  public internal(set) var placeholders = 0
  /// Placeholders that the model did not write itself: put in by alignment.
  public internal(set) var placed = 0
  /// Copies that the model wrote and the source does not have: taken out.
  public internal(set) var removed = 0
  /// Pieces of markup, all of which are in the translation.
  public internal(set) var tags = 0
  /// Opening and closing tags without a partner in the line.
  public internal(set) var looseTags = 0
  /// Whether the line came back as it is because its parts could not be put together.
  public internal(set) var isUntranslated = false

  private enum CodingKeys: String, CodingKey {
    case placeholders, placed, removed, tags
    case looseTags = "loose_tags"
    case isUntranslated = "untranslated"
  }
}
