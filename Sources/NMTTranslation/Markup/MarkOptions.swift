import NMTSystem
public import NMTText

/// Options for text that is copied verbatim instead of being translated.
public struct MarkOptions: Codable, Sendable, Equatable {
  /// Kinds of placeholders that the translation contains verbatim, as often as the source. Default none.
  public var placeholders: [PlaceholderKind]
  /// Kinds of placeholders that the model may see within the sentence, if it can handle them. All others are removed
  /// from the source and inserted into the translation by alignment. Default numbers.
  public var inText: [PlaceholderKind]
  /// Whether lines are XML or HTML: tags are removed and reinserted by alignment, entities are decoded and re-encoded.
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

  /// Whether anything is to be copied.
  public var isActive: Bool { markup || !placeholders.isEmpty }
}

/// Numbers of marks copied into a translation.
public struct MarkCounts: Sendable, Equatable, Codable {
  /// Placeholders in the source, all of which are in the translation.
  public internal(set) var placeholders = 0
  /// Placeholders that the model did not produce and that were inserted by alignment.
  public internal(set) var placed = 0
  /// Surplus copies by the model that were removed.
  public internal(set) var removed = 0
  /// Markup elements, all of which are in the translation.
  public internal(set) var tags = 0
  /// Opening and closing tags without a partner in the line.
  public internal(set) var looseTags = 0
  /// Whether the line was returned unchanged because its parts could not be reassembled.
  public internal(set) var isUntranslated = false

  private enum CodingKeys: String, CodingKey {
    case placeholders, placed, removed, tags
    case looseTags = "loose_tags"
    case isUntranslated = "untranslated"
  }
}
