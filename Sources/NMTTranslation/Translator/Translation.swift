public import NMTSearch

/// A target subword and the source subword that it was read from, both counted from 0.
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

/// One way to translate a line.
public struct TranslationCandidate: Sendable, Equatable {
  /// With its marks, where marks are copied; all else is of the text without them.
  public internal(set) var text: String
  /// What candidates are ordered by: log-probability under the length normalization; for a line in pieces the sum.
  public let score: Float
  /// log P(target, ends of sentence | source), natural logarithm; for a line in pieces the sum.
  public let logProbability: Float
  /// Target subwords, ends of sentence left out.
  public let tokens: [Int32]
  /// Target subwords as the vocabulary writes them.
  public let pieces: [String]
  /// log P of each of them; the ends of sentence are missing, so that their sum may be above `logProbability`.
  public let tokenLogProbabilities: [Float]
  /// What stands between two spaces, with the log-probability of its subwords; in documents of what was translated alone.
  public let words: [TranslatedWord]
  /// For each target subword the index of the word that it is in.
  public let wordNumbers: [Int]
  /// For each target subword the source subword with the largest attention weight, in target order; a subword that
  /// attends to the end of the source has none. Empty unless asked for.
  public let alignment: [AlignedPair]
  /// For each target subword its attention weights over the line's source subwords; what is missing to 1 looked at the end
  /// of the source. Empty unless asked for.
  public let attention: AttentionRows
}

/// What became of one line.
public struct Translation: Sendable, Equatable {
  /// Best first, at least one; several where an n-best list was asked for.
  public internal(set) var candidates: [TranslationCandidate]
  /// The line.
  public let source: String
  /// Source subwords, ends of sentence left out; empty for a blank line.
  public let sourceTokens: [Int32]
  /// Source subwords as the vocabulary writes them.
  public let sourcePieces: [String]
  /// How many pieces the line was translated in: 1, more where it was longer than the model's limit or a paragraph of
  /// several sentences, 0 where it was blank and came back as it is.
  public let pieceCount: Int
  /// How many of its sentences were longer than the model's limit and cut at the ends of clauses, or wherever else.
  public let cutSentenceCount: Int
  /// What was copied into the best candidate.
  public internal(set) var marks = MarkCounts()
  /// What the guard found suspicious; nil where it found nothing, or was not asked.
  public let guardReport: GuardReport?

  /// Text of the best candidate.
  public var text: String { candidates[0].text }
  /// Score of the best candidate: log-probability under the length normalization.
  public var score: Float { candidates[0].score }
  /// Target subwords of the best candidate, ends of sentence left out.
  public var tokens: [Int32] { candidates[0].tokens }
  /// Alignment of the best candidate; empty unless asked for.
  public var alignment: [AlignedPair] { candidates[0].alignment }
  /// All candidates, best first: another name for `candidates`.
  public var nBest: [TranslationCandidate] { candidates }

  /// A blank line as it is.
  static func unchanged(_ line: String) -> Translation {
    let candidate = TranslationCandidate(
      text: line, score: 0, logProbability: 0, tokens: [], pieces: [], tokenLogProbabilities: [], words: [],
      wordNumbers: [], alignment: [], attention: AttentionRows(width: 0))
    return Translation(
      candidates: [candidate], source: line, sourceTokens: [], sourcePieces: [], pieceCount: 0, cutSentenceCount: 0,
      guardReport: nil)
  }
}

/// What a given target costs.
public struct ForcedScore: Sendable, Equatable {
  /// Source subwords, end of sentence left out.
  public let sourceTokens: [Int32]
  /// Target subwords, end of sentence left out.
  public let targetTokens: [Int32]
  /// log P of each target subword given the source and those before it, the end of sentence last; natural logarithm.
  public let tokenLogProbabilities: [Float]
  /// Their sum, added in double precision.
  public var logProbability: Double { tokenLogProbabilities.reduce(0) { $0 + Double($1) } }
  /// The translator's.
  public let normalization: LengthNormalization
  /// `logProbability` under the length normalization: what n-best lists are ordered by.
  public var normalized: Double {
    logProbability / Double(normalization.divisor(length: tokenLogProbabilities.count))
  }
}

/// The attention of a whole translation.
public struct AttentionMap: Sendable, Equatable {
  /// Subwords as the vocabulary writes them, the end of sentence last.
  public let sourcePieces: [String]
  /// Target subwords as the vocabulary writes them, the end of sentence last.
  public let targetPieces: [String]
  /// Row t: weights over source positions when target subword t was produced; each row sums to 1.
  public let weights: [[Float]]
}
