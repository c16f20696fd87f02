package import NMTModels
import NMTSystem

/// What a user asks for by `--tying`: which of the two embedding tables and the output layer's are one (Press & Wolf 2017).
public enum TyingChoice: String, Sendable, Codable, CaseIterable {
  /// `all` with a joint vocabulary, else `output`.
  ///
  /// On Multi30k with a joint vocabulary of 8,000, both reach the same validation loss and BLEU after as many updates (1.819
  /// and 1.822, 38.9 and 38.9), and `all` has 9.1 million parameters instead of 13.2.
  case auto
  /// Three separate tables.
  case none
  /// Target embedding and output layer are one table.
  case output
  /// Source embedding, target embedding and output layer are one table; needs a joint vocabulary.
  case all

  /// With `auto` replaced by what it means for this data.
  ///
  /// - Throws: `Failure(.badConfiguration)` when all tables shall be one and the languages have a vocabulary each.
  package func resolved(jointVocabulary: Bool) throws -> TyingChoice {
    guard jointVocabulary || self != .all else {
      throw Failure(
        .badConfiguration, "all needs a joint vocabulary", at: "--tying",
        expected: "auto, none or output with this data",
        remedy: "or run nmt-preprocess again with a joint vocabulary")
    }
    guard self == .auto else { return self }
    return jointVocabulary ? .all : .output
  }

  /// The model's option; of `auto`, what every data directory allows.
  package var tables: EmbeddingTying {
    switch self {
    case .none: .none
    case .output, .auto: .output
    case .all: .all
    }
  }
}
