package import NMTSettings
import NMTSystem

/// A request of someone who is typing a translation.
public struct CompletionRequest: Sendable, Equatable {
  /// Unit of the alternatives.
  public enum Unit: String, Sendable, CaseIterable {
    /// Words completed from the cursor on.
    case word
    /// Single subwords of the target vocabulary.
    case subword
  }

  /// One line of source text.
  public var source: String
  /// The translation typed so far; it may end inside a word. A trailing space marks the last word as complete.
  public var prefix: String
  /// Number of Unicode scalars of the prefix that are fixed, if the cursor is not at its end; nil for all.
  public var position: Int?
  /// Number of complete translations to return, best first, each text once. Default 1.
  public var completions: Int
  /// Number of possible continuations to return, most probable first. Default 0.
  public var alternatives: Int
  /// Unit of the alternatives; default `word`.
  public var unit: Unit

  /// A request for completions of `prefix` and alternatives after it; by default one completion and no alternatives.
  public init(
    source: String, prefix: String = "", position: Int? = nil, completions: Int = 1, alternatives: Int = 0,
    unit: Unit = .word
  ) {
    self.source = source
    self.prefix = prefix
    self.position = position
    self.completions = completions
    self.alternatives = alternatives
    self.unit = unit
  }

  /// The fixed part of the prefix.
  var fixedPrefix: String {
    guard let position else { return prefix }
    return String(String.UnicodeScalarView(prefix.unicodeScalars.prefix(position)))
  }

  /// Checks every field; the error names the first one out of range.
  public func validate() throws { try checkRules(.badData) }
}

extension CompletionRequest: CheckedOptions {
  package static let rules: [OptionRule<CompletionRequest>] = [
    .range(\.position, 0...),
    .relation(\.position, expected: "at most the number of characters in \(\.prefix)") { request in
      request.position.map { $0 <= request.prefix.unicodeScalars.count } ?? true
    },
    .range(\.completions, 0...50),
    .range(\.alternatives, 0...100),
  ]
}

/// Answer to a `CompletionRequest`.
public struct CompletionAnswer: Sendable, Equatable {
  /// A complete translation that begins with the prefix.
  public struct Completion: Codable, Sendable, Equatable {
    /// The complete translation, including the prefix.
    public let text: String
    /// The part after the prefix.
    public let completion: String
    /// Ranking score: log-probability after length normalization.
    public let score: Float
    /// log P(text | source), natural logarithm.
    public let logProbability: Float
  }

  /// A possible continuation at the cursor.
  public struct Alternative: Codable, Sendable, Equatable {
    /// Text to type after the prefix; empty if the word before the cursor is complete, and at the end.
    public let text: String
    /// The complete word, including its part before the cursor; for subwords equal to `text`. Empty at the end.
    public let word: String
    /// P(this | source, prefix), summed over the segmentations considered.
    public let probability: Double
    /// Whether the translation ends here.
    public let isEnd: Bool

    private enum CodingKeys: String, CodingKey {
      case text, word, probability
      case isEnd = "end"
    }
  }

  /// The fixed part of the prefix, normalized as the model sees it.
  public let prefix: String
  /// Completions, best first; at most the requested number.
  public let completions: [Completion]
  /// Alternatives at the cursor, most probable first; at most the requested number.
  public let alternatives: [Alternative]
  /// Whether the encoded source was already cached.
  public let isCached: Bool
}
