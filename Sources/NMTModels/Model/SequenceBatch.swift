import NMTSystem
package import NMTTensor

/// Sentence pairs in the form that the model reads: ragged rows, with end marks.
package struct SequenceBatch: Sendable {
  /// Source words and end, sentence after sentence.
  package let source: [Int32]
  package let sourceLayout: SequenceLayout
  /// Begin marks and target words, the input of the decoder.
  package let targetInput: [Int32]
  /// Target words and end marks, the expected output of the decoder.
  package let targetOutput: [Int32]
  package let targetLayout: SequenceLayout

  /// - Parameters:
  ///   - sources: ids without begin or end; sentences may be empty.
  ///   - targets: one per source, without begin or end.
  package init(sources: [[Int32]], targets: [[Int32]]) {
    precondition(sources.count == targets.count, "SequenceBatch: \(sources.count) sources, \(targets.count) targets")
    source = Array(sources.map { $0 + [SpecialToken.end] }.joined())
    sourceLayout = SequenceLayout(lengths: sources.map { $0.count + 1 })
    targetInput = Array(targets.map { [SpecialToken.begin] + $0 }.joined())
    targetOutput = Array(targets.map { $0 + [SpecialToken.end] }.joined())
    targetLayout = SequenceLayout(lengths: targets.map { $0.count + 1 })
  }

  package var sentenceCount: Int { sourceLayout.sentenceCount }
  /// Number of target words, including end marks.
  package var targetTokens: Int { targetOutput.count }
}

/// Sums over a batch's target words, including end marks.
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
