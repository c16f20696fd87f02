import NMTSystem
package import NMTTensor

/// Sentence pairs as the model reads them: ragged rows, end marks added.
package struct SequenceBatch: Sendable {
  /// Source words and end, sentence after sentence.
  package let source: [Int32]
  package let sourceLayout: SequenceLayout
  /// Begin and target words: what the decoder reads.
  package let targetInput: [Int32]
  /// Target words and end: what it should say.
  package let targetOutput: [Int32]
  package let targetLayout: SequenceLayout

  /// - Parameters:
  ///   - sources: ids without begin or end; may be empty sentences.
  ///   - targets: as many, without begin or end.
  package init(sources: [[Int32]], targets: [[Int32]]) {
    precondition(sources.count == targets.count, "SequenceBatch: \(sources.count) sources, \(targets.count) targets")
    source = Array(sources.map { $0 + [SpecialToken.end] }.joined())
    sourceLayout = SequenceLayout(lengths: sources.map { $0.count + 1 })
    targetInput = Array(targets.map { [SpecialToken.begin] + $0 }.joined())
    targetOutput = Array(targets.map { $0 + [SpecialToken.end] }.joined())
    targetLayout = SequenceLayout(lengths: targets.map { $0.count + 1 })
  }

  package var sentenceCount: Int { sourceLayout.sentenceCount }
  /// Target words, ends included.
  package var targetTokens: Int { targetOutput.count }
}

/// Sums over a batch's target words, ends included.
package struct BatchLoss: Sendable, Equatable {
  /// Sum of the label-smoothed cross-entropy, in nats: what training minimizes.
  package var smoothedSum: Double
  /// Sum of −log p(word), in nats: perplexity is exp(nllSum / targetTokens).
  package var nllSum: Double
  package var targetTokens: Int

  package init(smoothedSum: Double = 0, nllSum: Double = 0, targetTokens: Int = 0) {
    self.smoothedSum = smoothedSum
    self.nllSum = nllSum
    self.targetTokens = targetTokens
  }

  package static func += (sum: inout BatchLoss, other: BatchLoss) {
    sum.smoothedSum += other.smoothedSum
    sum.nllSum += other.nllSum
    sum.targetTokens += other.targetTokens
  }
}
