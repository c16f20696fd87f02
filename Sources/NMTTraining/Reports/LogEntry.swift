/// One line of `log.jsonl`: an interval of training or a validation.
package struct LogEntry: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    case training, validation
  }
  package var kind: Kind
  /// Updates made when the line was written.
  package var update: Int
  /// Passes over the corpus that were complete.
  package var epoch: Int
  /// Seconds of training, the parts before a resume included.
  package var elapsed: Double
  /// Processor seconds per thread, on average.
  package var processorSeconds: Double?
  package var learningRate: Double
  /// Training: smoothed loss per target token over the interval. Validation: −log p per target token.
  package var loss: Double
  package var perplexity: Double
  /// Target tokens per second, EOS included, over the interval.
  package var tokensPerSecond: Double?
  /// Useful arithmetic per second over the interval, in 10⁹: three times the forward products of real positions.
  package var gflops: Double?
  /// Mean global norm of the interval's gradients before clipping.
  package var gradientNorm: Double?
  /// By layer, |∂loss/∂h(t)| over the interval and the first replica's sentences, first step first.
  package var stateGradients: [String: [Double]]?
  /// Updates skipped up to now because a gradient was not finite.
  package var skipped: Int?
  /// How often the run went back to a checkpoint because it had diverged.
  package var rewinds: Int?
  package var bleu: Double?
  /// Validation loss of the averaged weights.
  package var averagedLoss: Double?
  package var averagedBLEU: Double?
  /// Whether the model of this validation is the best so far.
  package var isBest: Bool?

  package init(
    _ kind: Kind, update: Int, epoch: Int, elapsed: Double, learningRate: Double, loss: Double, perplexity: Double
  ) {
    self.kind = kind
    self.update = update
    self.epoch = epoch
    self.elapsed = elapsed
    self.learningRate = learningRate
    self.loss = loss
    self.perplexity = perplexity
  }
}
