/// One line of `log.jsonl`: an interval of training or a validation.
public struct LogEntry: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    case training, validation
  }
  public var kind: Kind
  /// Updates made when the line was written.
  public var update: Int
  /// Passes over the corpus that were complete.
  public var epoch: Int
  /// Seconds of training, the parts before a resume included.
  public var elapsed: Double
  /// Processor seconds of each thread, on the average.
  public var processorSeconds: Double?
  public var learningRate: Double
  /// Training: smoothed loss a target token over the interval. Validation: −log p a target token.
  public var loss: Double
  public var perplexity: Double
  /// Target tokens a second, eos included, over the interval.
  public var tokensPerSecond: Double?
  /// Useful arithmetic a second over the interval, in 10⁹: three times the forward products of real positions.
  public var gflops: Double?
  /// Mean global norm of the interval's gradients before clipping.
  public var gradientNorm: Double?
  /// By layer, |∂loss/∂h(t)| over the interval and the first replica's sentences, first step first.
  public var stateGradients: [String: [Double]]?
  /// Updates skipped up to now because a gradient was not finite.
  public var skipped: Int?
  /// How often the run went back to a checkpoint because it had diverged.
  public var rewinds: Int?
  public var bleu: Double?
  /// The same of the averaged weights.
  public var averagedLoss: Double?
  public var averagedBLEU: Double?
  /// Whether the model of this validation is the best so far.
  public var isBest: Bool?

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
