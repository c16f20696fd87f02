/// One line of `log.jsonl`: an interval of training or a validation.
package struct LogEntry: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    case training, validation
  }
  package var kind: Kind
  /// Updates made at the time of writing.
  package var update: Int
  /// Complete epochs.
  package var epoch: Int
  /// Seconds of training, including parts before a resume.
  package var elapsed: Double
  /// Processor seconds per thread, on average.
  package var processorSeconds: Double?
  package var learningRate: Double
  /// Training: smoothed loss per target token over the interval. Validation: −log p per target token.
  package var loss: Double
  package var perplexity: Double
  /// Target tokens per second over the interval, including EOS.
  package var tokensPerSecond: Double?
  /// Operations per second over the interval, in 10⁹, counting three times the forward products of real positions.
  package var gflops: Double?
  /// Mean global norm of the interval's gradients before clipping.
  package var gradientNorm: Double?
  /// |∂loss/∂h(t)| by layer, over the interval and the first replica's sentences, first step first.
  package var stateGradients: [String: [Double]]?
  /// Updates skipped up to now because a gradient was not finite.
  package var skipped: Int?
  /// Number of rewinds to a checkpoint because the run had diverged.
  package var rewinds: Int?
  package var bleu: Double?
  /// Validation loss of the averaged weights.
  package var averagedLoss: Double?
  package var averagedBLEU: Double?
  /// True if the model of this validation is the best so far.
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
