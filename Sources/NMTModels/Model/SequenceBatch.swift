import NMTTensor

/// Word ids that mean the same in every vocabulary.
public enum SpecialToken {
  public static let pad: Int32 = 0
  public static let unknown: Int32 = 1
  public static let begin: Int32 = 2
  public static let end: Int32 = 3
}

/// Sentence pairs as the model reads them: ragged rows, end marks added.
public struct SequenceBatch: Sendable {
  /// Source words and end, sentence after sentence.
  public let source: [Int32]
  public let sourceLayout: SequenceLayout
  /// Begin and target words: what the decoder reads.
  public let targetInput: [Int32]
  /// Target words and end: what it should say.
  public let targetOutput: [Int32]
  public let targetLayout: SequenceLayout

  /// - Parameters:
  ///   - sources: ids without begin or end; may be empty sentences.
  ///   - targets: as many, without begin or end.
  public init(sources: [[Int32]], targets: [[Int32]]) {
    precondition(sources.count == targets.count, "SequenceBatch: \(sources.count) sources, \(targets.count) targets")
    source = Array(sources.map { $0 + [SpecialToken.end] }.joined())
    sourceLayout = SequenceLayout(lengths: sources.map { $0.count + 1 })
    targetInput = Array(targets.map { [SpecialToken.begin] + $0 }.joined())
    targetOutput = Array(targets.map { $0 + [SpecialToken.end] }.joined())
    targetLayout = SequenceLayout(lengths: targets.map { $0.count + 1 })
  }

  public var sentenceCount: Int { sourceLayout.sentenceCount }
  /// Target words, ends included.
  public var targetTokens: Int { targetOutput.count }
}

/// Sums over a batch's target words, ends included.
public struct BatchLoss: Sendable, Equatable {
  /// Of the label-smoothed cross-entropy, in nats: what training minimises.
  public var smoothedSum: Double
  /// Of −log p(word), in nats: perplexity is exp(nllSum / targetTokens).
  public var nllSum: Double
  public var targetTokens: Int

  public init(smoothedSum: Double = 0, nllSum: Double = 0, targetTokens: Int = 0) {
    self.smoothedSum = smoothedSum
    self.nllSum = nllSum
    self.targetTokens = targetTokens
  }

  public static func += (sum: inout BatchLoss, other: BatchLoss) {
    sum.smoothedSum += other.smoothedSum
    sum.nllSum += other.nllSum
    sum.targetTokens += other.targetTokens
  }
}
