package import NMTSearch

/// Detects symptoms of hallucinations in a finished translation (see `GuardOptions` for symptoms and sources).
package struct OutputCheck: Sendable {
  private let options: GuardOptions

  package init(_ options: GuardOptions) { self.options = options }

  /// Symptoms of a hypothesis, in the order of `GuardReason`; usually none. Never `margin`, which requires a second
  /// hypothesis (`isOutscored`).
  package func reasons(_ hypothesis: Hypothesis, source: [Int32]) -> [GuardReason] {
    GuardReason.allCases.filter { reason in
      switch reason {
      case .length: Float(hypothesis.tokens.count) > max(5, options.lengthRatio * Float(source.count))
      case .loop: isLoop(hypothesis.tokens, source: source)
      case .ignored: source.count >= 6 && ignoredShare(hypothesis, source) > options.ignored
      case .stuck: hypothesis.tokens.count >= 8 && stuckShare(hypothesis) > options.stuck
      case .score: !(meanLogProbability(hypothesis) >= options.score)
      case .margin: false
      }
    }
  }

  /// Whether a margin is set and the model considers a second hypothesis more likely than the first by more than that.
  package func isOutscored(_ first: Hypothesis, by second: Hypothesis) -> Bool {
    options.margin > 0 && meanLogProbability(second) - meanLogProbability(first) > options.margin
  }

  /// Whether a sequence is repeated too often in a row, or some four subwords, adjacent or not, occur more often than
  /// any four in the source, by default by two (Raunak et al. 2021, section 3: oscillatory hallucinations).
  private func isLoop(_ tokens: [Int32], source: [Int32]) -> Bool {
    let repeats = mostRepeats(tokens)
    if repeats >= options.repeats, repeats > mostRepeats(source) { return true }
    return mostFrequentNGram(tokens, size: 4) >= mostFrequentNGram(source, size: 4) + options.repeats - 1
  }

  /// Share of source subwords that attention ignores; 0 without attention.
  private func ignoredShare(_ hypothesis: Hypothesis, _ source: [Int32]) -> Float {
    var sums = [Float](repeating: 0, count: source.count)
    for token in 0...hypothesis.tokens.count {
      guard let row = hypothesis.attention(of: token) else { return 0 }
      for (position, weight) in zip(sums.indices, row) { sums[position] += weight }
    }
    return Float(sums.count { $0 < 0.2 }) / Float(sums.count)
  }

  /// Share of target subwords that attend most to the same source subword; 0 without attention.
  private func stuckShare(_ hypothesis: Hypothesis) -> Float {
    var counts: [Int32: Int] = [:]
    for position in hypothesis.aligned { counts[position, default: 0] += 1 }
    return Float(counts.values.max() ?? 0) / Float(hypothesis.tokens.count)
  }
}

/// Mean log-probability per subword, including EOS.
func meanLogProbability(_ hypothesis: Hypothesis) -> Float {
  hypothesis.logProbability / Float(hypothesis.tokenLogProbabilities.count)
}
