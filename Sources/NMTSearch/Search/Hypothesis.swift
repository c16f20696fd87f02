import NMTText

/// A finished translation of one sentence, in ids.
package struct Hypothesis: Equatable, Sendable {
  /// Target subwords, without end of sentence.
  package let tokens: [Int32]
  /// log P(tokens, end of sentence | source), natural logarithm.
  package let logProbability: Float
  /// What n-best lists are ordered by: the log-probability under length rule, coverage and repetition penalty.
  package let score: Float
  /// log P of each token, the end of sentence last; their sum is `logProbability`.
  package let tokenLogProbabilities: [Float]
  /// Attention weights over the source positions (end of sentence last), one row a token and one for the end, rows one
  /// behind the other; empty where not asked for or where the model has none.
  package let attention: [Float]

  package init(
    tokens: [Int32], logProbability: Float, score: Float, tokenLogProbabilities: [Float], attention: [Float]
  ) {
    self.tokens = tokens
    self.logProbability = logProbability
    self.score = score
    self.tokenLogProbabilities = tokenLogProbabilities
    self.attention = attention
  }

  /// Replaces tokens that are places in a list of words by the words.
  func naming(_ words: [Int32]) -> Hypothesis {
    Hypothesis(
      tokens: tokens.map { words[Int($0)] }, logProbability: logProbability, score: score,
      tokenLogProbabilities: tokenLogProbabilities, attention: attention)
  }

  /// Row t: the weights when token t was produced; nil where not recorded.
  package func attention(of token: Int) -> ArraySlice<Float>? {
    guard !attention.isEmpty else { return nil }
    let width = attention.count / (tokens.count + 1)
    return attention[token * width..<(token + 1) * width]
  }

  /// For each token the source position with the largest weight, the first of equal ones; the position behind the last
  /// subword is the end of sentence's. Empty where attention is not recorded.
  package var aligned: [Int32] { tokens.indices.compactMap { attention(of: $0).map(strongest) } }
}

/// The position of the largest weight, the first of equal ones.
func strongest(_ weights: ArraySlice<Float>) -> Int32 {
  var best = weights.startIndex
  for position in weights.indices where weights[position] > weights[best] { best = position }
  return Int32(best - weights.startIndex)
}
