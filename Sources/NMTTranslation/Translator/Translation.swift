public import NMTSearch

/// A target subword and the source subword aligned to it, both counted from 0.
public struct AlignedPair: Sendable, Hashable, Codable {
  /// Index of the source subword.
  public let source: Int
  /// Index of the target subword.
  public let target: Int

  /// A pair of indices.
  public init(source: Int, target: Int) {
    self.source = source
    self.target = target
  }
}

/// One possible translation of a line.
public struct TranslationCandidate: Sendable, Equatable {
  /// Text including copied marks; all other properties describe the text without them.
  public internal(set) var text: String
  /// Ranking score: log-probability after length normalization; for a line in pieces the sum.
  public let score: Float
  /// log P(target, EOS | source), natural logarithm; for a line in pieces the sum.
  public let logProbability: Float
  /// Target subwords, without EOS.
  public let tokens: [Int32]
  /// Target subwords as the vocabulary spells them.
  public let pieces: [String]
  /// log P of each target subword; EOS is not included, so their sum may exceed `logProbability`.
  public let tokenLogProbabilities: [Float]
  /// Words (text between spaces) with the log-probability of their subwords; in documents only those that were
  /// translated.
  public let words: [TranslatedWord]
  /// Index of the word that contains each target subword.
  public let wordNumbers: [Int]
  /// The source subword with the largest attention weight for each target subword, in target order; a subword that
  /// attends to the source's EOS has no entry. Empty unless requested.
  public let alignment: [AlignedPair]
  /// Attention weights of each target subword over the line's source subwords; the rest up to 1 is attention to the
  /// source's EOS. Empty unless requested.
  public let attention: AttentionRows
}

/// Translation of one line.
public struct Translation: Sendable, Equatable {
  /// Candidates, best first; at least one, several if an n-best list was requested.
  public internal(set) var candidates: [TranslationCandidate]
  /// The input line.
  public let source: String
  /// Source subwords, without EOS; empty for a blank line.
  public let sourceTokens: [Int32]
  /// Source subwords as the vocabulary spells them.
  public let sourcePieces: [String]
  /// Number of pieces that the line was translated in: 1, more if it exceeded the model's limit or was a paragraph of
  /// several sentences, 0 if it was blank and returned unchanged.
  public let pieceCount: Int
  /// Number of sentences that exceeded the model's limit and were cut, at clause ends if possible.
  public let cutSentenceCount: Int
  /// Marks copied into the best candidate.
  public internal(set) var marks = MarkCounts()
  /// Findings of the guard; nil if nothing was suspicious or the guard is off.
  public let guardReport: GuardReport?

  /// Text of the best candidate.
  public var text: String { candidates[0].text }
  /// Score of the best candidate: log-probability after length normalization.
  public var score: Float { candidates[0].score }
  /// Target subwords of the best candidate, without EOS.
  public var tokens: [Int32] { candidates[0].tokens }
  /// Alignment of the best candidate; empty unless requested.
  public var alignment: [AlignedPair] { candidates[0].alignment }
  /// All candidates, best first: another name for `candidates`.
  public var nBest: [TranslationCandidate] { candidates }

  /// A blank line, unchanged.
  static func unchanged(_ line: String) -> Translation {
    let candidate = TranslationCandidate(
      text: line, score: 0, logProbability: 0, tokens: [], pieces: [], tokenLogProbabilities: [], words: [],
      wordNumbers: [], alignment: [], attention: AttentionRows(width: 0))
    return Translation(
      candidates: [candidate], source: line, sourceTokens: [], sourcePieces: [], pieceCount: 0, cutSentenceCount: 0,
      guardReport: nil)
  }
}

/// Log-probabilities of a given target.
public struct ForcedScore: Sendable, Equatable {
  /// Source subwords, without EOS.
  public let sourceTokens: [Int32]
  /// Target subwords, without EOS.
  public let targetTokens: [Int32]
  /// log P of each target subword given the source and the subwords before it, EOS last; natural logarithm.
  public let tokenLogProbabilities: [Float]
  /// Sum of `tokenLogProbabilities`, in double precision.
  public var logProbability: Double { tokenLogProbabilities.reduce(0) { $0 + Double($1) } }
  /// Length normalization of the translator.
  public let normalization: LengthNormalization
  /// `logProbability` after length normalization, which orders n-best lists.
  public var normalized: Double {
    logProbability / Double(normalization.divisor(length: tokenLogProbabilities.count))
  }
}

/// Attention of a complete translation.
public struct AttentionMap: Sendable, Equatable {
  /// Source subwords as the vocabulary spells them, EOS last.
  public let sourcePieces: [String]
  /// Target subwords as the vocabulary spells them, EOS last.
  public let targetPieces: [String]
  /// Row t: weights over source positions when target subword t was produced; each row sums to 1.
  public let weights: [[Float]]
}
