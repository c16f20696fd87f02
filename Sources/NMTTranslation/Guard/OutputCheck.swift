package import NMTSearch

/// Looks for symptoms of hallucinations in a finished translation (`GuardOptions` says which and where they are from).
package struct OutputCheck: Sendable {
  private let options: GuardOptions

  package init(_ options: GuardOptions) { self.options = options }

  /// What is wrong with a hypothesis, in the order of `GuardReason`; nothing for almost all. `margin` is not among it, which
  /// needs a second one (`isOutscored`).
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

  /// Whether the model finds a second hypothesis more likely than the first by more than the margin, if there is one.
  package func isOutscored(_ first: Hypothesis, by second: Hypothesis) -> Bool {
    options.margin > 0 && meanLogProbability(second) - meanLogProbability(first) > options.margin
  }

  /// A sequence side by side too often, or four subwords, near each other or not, that are there more often than any four
  /// are in the source, by default by two (Raunak et al. 2021, section 3: oscillatory hallucinations).
  private func isLoop(_ tokens: [Int32], source: [Int32]) -> Bool {
    let repeats = mostRepeats(tokens)
    if repeats >= options.repeats, repeats > mostRepeats(source) { return true }
    return mostFrequentNGram(tokens, size: 4) >= mostFrequentNGram(source, size: 4) + options.repeats - 1
  }

  /// 0 without attention.
  private func ignoredShare(_ hypothesis: Hypothesis, _ source: [Int32]) -> Float {
    var sums = [Float](repeating: 0, count: source.count)
    for token in 0...hypothesis.tokens.count {
      guard let row = hypothesis.attention(of: token) else { return 0 }
      for (position, weight) in zip(sums.indices, row) { sums[position] += weight }
    }
    return Float(sums.count { $0 < 0.2 }) / Float(sums.count)
  }

  /// 0 without attention.
  private func stuckShare(_ hypothesis: Hypothesis) -> Float {
    var counts: [Int32: Int] = [:]
    for position in hypothesis.aligned { counts[position, default: 0] += 1 }
    return Float(counts.values.max() ?? 0) / Float(hypothesis.tokens.count)
  }
}

/// Mean log-probability of a subword, the end of sentence among them.
func meanLogProbability(_ hypothesis: Hypothesis) -> Float {
  hypothesis.logProbability / Float(hypothesis.tokenLogProbabilities.count)
}
