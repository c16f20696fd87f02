import NMTText

/// A finished translation of one sentence, in ids.
package struct Hypothesis: Equatable, Sendable {
  /// Target subwords, without end of sentence.
  package let tokens: [Int32]
  /// log P(tokens, end of sentence | source), natural logarithm.
  package let logProbability: Float
  /// `logProbability` under the length normalisation: what n-best lists are ordered by.
  package let score: Float
  /// For each token the source position with the largest attention weight, end of sentence included (the position
  /// behind the last subword); empty where not asked for or where the model has no attention.
  package let aligned: [Int32]
}

/// The position of the largest weight, the first of equal ones; −1 for none.
func strongest(_ weights: [Float]?) -> Int32 {
  guard let weights, var best = weights.indices.first else { return -1 }
  for position in weights.indices where weights[position] > weights[best] { best = position }
  return Int32(best)
}
