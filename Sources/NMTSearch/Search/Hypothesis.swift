import NMTText

/// A finished translation of one sentence, as ids.
package struct Hypothesis: Equatable, Sendable {
  /// Target subwords, without EOS.
  package let tokens: [Int32]
  /// log P(tokens, EOS | source), natural logarithm.
  package let logProbability: Float
  /// Sort key of n-best lists: log-probability after length normalization, coverage and repetition penalty.
  package let score: Float
  /// log P of each token, EOS last; their sum is `logProbability`.
  package let tokenLogProbabilities: [Float]
  /// Attention weights over the source positions (EOS last), one row per token and one for EOS, concatenated; empty if
  /// not requested or if the model has no attention.
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

  /// Replaces tokens that are indices into a list of words by those words.
  func naming(_ words: [Int32]) -> Hypothesis {
    Hypothesis(
      tokens: tokens.map { words[Int($0)] }, logProbability: logProbability, score: score,
      tokenLogProbabilities: tokenLogProbabilities, attention: attention)
  }

  /// Row t: the weights when token t was produced; nil if not recorded.
  package func attention(of token: Int) -> ArraySlice<Float>? {
    guard !attention.isEmpty else { return nil }
    let width = attention.count / (tokens.count + 1)
    return attention[token * width..<(token + 1) * width]
  }

  /// Source position with the largest weight for each token, the first one in a tie; the position after the last
  /// subword is EOS. Empty if attention is not recorded.
  package var aligned: [Int32] { tokens.indices.compactMap { attention(of: $0).map(strongest) } }
}

/// Position of the largest weight, the first one in a tie.
func strongest(_ weights: ArraySlice<Float>) -> Int32 {
  var best = weights.startIndex
  for position in weights.indices where weights[position] > weights[best] { best = position }
  return Int32(best - weights.startIndex)
}
