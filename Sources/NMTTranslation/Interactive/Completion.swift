package import NMTSettings
import NMTSystem

/// What somebody who types a translation wants to know next.
public struct CompletionRequest: Sendable, Equatable {
  /// What the alternatives are.
  public enum Unit: String, Sendable, CaseIterable {
    /// Words that are complete from the cursor on.
    case word
    /// Single subwords of the target vocabulary.
    case subword
  }

  /// One line of source text.
  public var source: String
  /// The translation as far as it is typed; it may end inside a word. A space at its end says that the last word is whole.
  public var prefix: String
  /// How many Unicode scalars of the prefix are fixed, where the cursor is not at its end; nil for all of them.
  public var position: Int?
  /// Whole translations wanted, best first, each text once. Default 1.
  public var completions: Int
  /// Ways to go on wanted, most probable first. Default 0.
  public var alternatives: Int
  /// Unit of the alternatives; default `word`.
  public var unit: Unit

  /// A request for one completion of `prefix` and no alternatives unless given.
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

  /// Names the first field that is out of its range.
  public func validate() throws { try checkRules(.badData) }
}

extension CompletionRequest: CheckedOptions {
  package static let rules: [OptionRule<CompletionRequest>] = [
    .range(\.position, 0...),
    .relation(\.position, expected: "at most the characters of \(\.prefix)") { request in
      request.position.map { $0 <= request.prefix.unicodeScalars.count } ?? true
    },
    .range(\.completions, 0...50),
    .range(\.alternatives, 0...100),
  ]
}

/// The answer to a `CompletionRequest`.
public struct CompletionAnswer: Sendable, Equatable {
  /// A whole translation that begins with the prefix.
  public struct Completion: Codable, Sendable, Equatable {
    /// The whole translation, prefix included.
    public let text: String
    /// The part of it behind the prefix.
    public let completion: String
    /// What completions are ordered by: log-probability under the length normalization.
    public let score: Float
    /// log P(text | source), natural logarithm.
    public let logProbability: Float
  }

  /// A way to go on at the cursor.
  public struct Alternative: Codable, Sendable, Equatable {
    /// What is to be typed behind the prefix; empty where the word that is there is whole, and at the end.
    public let text: String
    /// The whole word, with its part before the cursor; for subwords the same as `text`. Empty at the end.
    public let word: String
    /// P(this | source, prefix), summed over the segmentations that were looked at.
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
  /// Completions, best first; at most the number that was asked for.
  public let completions: [Completion]
  /// Alternatives at the cursor, most probable first; at most the number that was asked for.
  public let alternatives: [Alternative]
  /// Whether the source did not have to be encoded again.
  public let isCached: Bool
}
