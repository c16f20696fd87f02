package import NMTCorpus
public import NMTKernels
import NMTModelStore
public import NMTModels
import NMTSystem

/// Everything that decides how a model is trained; saved with the model and checked when a run goes on.
///
/// The defaults are for tens of thousands of sentence pairs (Multi30k, Tatoeba) on a few cores.
public struct TrainingOptions: Codable, Sendable, Equatable {
  /// The size with a name that `model` began from; the other model settings change single values of it.
  public var preset = ModelPreset.base
  /// The vocabularies are those of the data directory; here only place-holders until it is open.
  public var model = Self.model(of: .base)
  /// Which embedding tables are one; decides `model.tying` once the data directory is open.
  public var tying = TyingChoice.auto
  public var batches = BatchingOptions()
  public var optimizer = OptimizerOptions()
  public var schedule = ScheduleOptions()
  public var validation = ValidationOptions()
  public var averaging = AveragingOptions()
  public var limits = LimitOptions()
  /// Decides every random number: initial weights, order of the corpus, dropout.
  public var seed: UInt64 = 1
  /// Of the products; weights, sums and everything else are fp32.
  public var precision = PrecisionChoice.auto
  /// What training may hold at once; batches are made small enough for it. 0 for no limit.
  public var memory = ByteSize(bytes: 0)
  /// Replicas, one thread each; 0 for one a core.
  public var threads = 0
  /// Updates between two checkpoints; 0 for one at each validation. One is always saved at the end and when stopped.
  public var checkpointEvery = 1000
  /// Checkpoints that stay; at least 2, so that a damaged one has a predecessor.
  public var keepCheckpoints = 2
  /// How often a run that has diverged may go back to its last good checkpoint, each time with half the rate; 0 for never.
  /// It has diverged when the running mean of its loss is 1 nat a token above its lowest, or when ten updates in a row are
  /// not finite.
  public var rewinds = 0
  /// Updates between two progress lines and log entries; at least 1.
  public var reportEvery = 100
  /// Whether event files for TensorBoard are written beside `log.jsonl`.
  public var tensorBoard = true

  public init() {}

  /// A preset with the smallest vocabularies.
  static func model(of preset: ModelPreset) -> ModelOptions { preset.options(sourceVocabulary: 5, targetVocabulary: 5) }

  /// Throws `Failure(.badConfiguration)` that names the key, its value and what is allowed.
  public func validate() throws {
    try model.validate()
    try batches.validate()
    try optimizer.validate()
    try Self.check(
      schedule.learningRate > 0 && schedule.learningRate.isFinite, "learning-rate", schedule.learningRate, "above 0")
    try Self.check(
      schedule.minimumLearningRate >= 0, "minimum-learning-rate", schedule.minimumLearningRate, "0 or more")
    try Self.check(schedule.warmup >= 0, "warmup", schedule.warmup, "0 or more updates")
    try Self.check(
      0 < schedule.plateauFactor && schedule.plateauFactor < 1, "plateau-factor", schedule.plateauFactor,
      "between 0 and 1")
    try Self.check(schedule.plateauPatience >= 1, "plateau-patience", schedule.plateauPatience, "1 or more")
    try validation.validate()
    try Self.check(0 < averaging.decay && averaging.decay < 1, "average-decay", averaging.decay, "between 0 and 1")
    try Self.check((1...64).contains(averaging.snapshots), "average-snapshots", averaging.snapshots, "1 to 64")
    try Self.check(limits.maxUpdates >= 0, "max-updates", limits.maxUpdates, "0 or more")
    try Self.check(limits.maxEpochs >= 0, "max-epochs", limits.maxEpochs, "0 or more")
    try Self.check((0...1024).contains(threads), "threads", threads, "0 to 1024")
    try Self.check(checkpointEvery >= 0, "checkpoint-every", checkpointEvery, "0 or more updates")
    try Self.check(keepCheckpoints >= 2, "keep-checkpoints", keepCheckpoints, "2 or more")
    try Self.check((0...64).contains(rewinds), "rewind-on-divergence", rewinds, "0 to 64 times")
    try Self.check(
      rewinds == 0 || checkpointEvery > 0, "rewind-on-divergence", rewinds, "checkpoint-every above 0 with it")
    try Self.check(reportEvery >= 1, "report-every", reportEvery, "1 or more updates")
    try checkSchedule()
  }

  private func checkSchedule() throws {
    let fitted = [.linear, .cosine].contains(schedule.kind)
    try Self.check(
      !fitted || limits.haveAny, "schedule", schedule.kind.rawValue,
      "with max-updates, max-epochs or budget, which it is fitted to")
  }

  static func check(_ condition: Bool, _ key: String, _ value: Any, _ allowed: String) throws {
    guard !condition else { return }
    throw Failure(
      .badConfiguration, "\(value) is not allowed", at: key, expected: allowed,
      remedy: "change --\(key) or the key in the YAML file")
  }
}

/// What one update is made of. Under a limit of memory `sentences` or `tokens` are lowered and `accumulation` raised.
public struct BatchingOptions: Codable, Sendable, Equatable {
  /// Sentence pairs in a batch; used when `tokens` is 0.
  public var sentences = 32
  /// Tokens of the longer side in a batch, eos included; 0 to bound by `sentences` instead.
  public var tokens = 0
  /// Batches that make one update, their gradients added.
  public var accumulation = 1
  /// Training pairs with a longer side, in subwords, are left out; one of `ModelProvenance.sourceLengths`.
  public var maximumLength = 100
  /// Share of the pairs that an epoch takes from the data's sampled encodings (subword regularisation, Kudo 2018).
  public var sampledShare = SampledShare.auto

  public init() {}

  package var plan: BatchOptions { tokens > 0 ? .tokens(tokens) : .sentences(sentences) }

  func validate() throws {
    try TrainingOptions.check(sentences >= 1, "batch-sentences", sentences, "1 or more")
    try TrainingOptions.check(tokens >= 0, "batch-tokens", tokens, "0 or more")
    try TrainingOptions.check(accumulation >= 1, "accumulation", accumulation, "1 or more batches")
    try TrainingOptions.check(
      ModelProvenance.sourceLengths.contains(maximumLength), "max-length", maximumLength,
      "\(ModelProvenance.allowedSourceLengths) subwords")
    try sampledShare.validate()
  }
}

/// How gradients become new weights.
public struct OptimizerOptions: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Kingma & Ba 2015, with decoupled weight decay (Loshchilov & Hutter 2019).
    case adam
    /// Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013).
    case sgd
  }
  public var kind = Kind.adam
  /// Adam's β₁: share of the old first moment kept, 0 … 1.
  public var beta1 = 0.9
  /// Adam's β₂, of the second moment.
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// Decoupled weight decay of Adam, times the learning rate; 0 for none.
  public var weightDecay = 0.0
  /// Momentum of `sgd`, 0 … 1.
  public var momentum = 0.9
  /// Largest global norm of the gradient (Pascanu et al. 2013); 0 for no clipping.
  public var clipNorm = 1.0
  /// Largest magnitude of one element of the gradient, after the norm's clipping (Mikolov 2012, section 3.2.2); 0 for any.
  public var clipValue = 0.0
  /// ε of label smoothing (Szegedy et al. 2016, section 7), 0 … 1.
  public var labelSmoothing = 0.1

  public init() {}

  func validate() throws {
    try TrainingOptions.check(0 <= beta1 && beta1 < 1, "adam-beta1", beta1, "0 or more, below 1")
    try TrainingOptions.check(0 <= beta2 && beta2 < 1, "adam-beta2", beta2, "0 or more, below 1")
    try TrainingOptions.check(epsilon > 0 && epsilon < 1, "adam-epsilon", epsilon, "between 0 and 1")
    try TrainingOptions.check(weightDecay >= 0 && weightDecay.isFinite, "weight-decay", weightDecay, "0 or more")
    try TrainingOptions.check(0 <= momentum && momentum < 1, "momentum", momentum, "0 or more, below 1")
    try TrainingOptions.check(clipNorm >= 0 && clipNorm.isFinite, "clip-norm", clipNorm, "0 or more")
    try TrainingOptions.check(clipValue >= 0 && clipValue.isFinite, "clip-value", clipValue, "0 or more")
    try TrainingOptions.check(
      0 <= labelSmoothing && labelSmoothing < 1, "label-smoothing", labelSmoothing, "0 or more, below 1")
  }
}

extension OptimizerOptions {
  /// Options of a checkpoint from before `clipValue` are read too.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double { try container.decode(Double.self, forKey: key) }
    kind = try container.decode(Kind.self, forKey: .kind)
    (beta1, beta2, epsilon) = (try number(.beta1), try number(.beta2), try number(.epsilon))
    (weightDecay, momentum) = (try number(.weightDecay), try number(.momentum))
    clipNorm = try number(.clipNorm)
    clipValue = try container.decodeIfPresent(Double.self, forKey: .clipValue) ?? 0
    labelSmoothing = try number(.labelSmoothing)
  }
}

/// When a run ends; whichever comes first.
public struct LimitOptions: Codable, Sendable, Equatable {
  /// Updates; 0 for no limit.
  public var maxUpdates = 0
  /// Passes over the training data; 0 for no limit.
  public var maxEpochs = 0
  /// Time of the whole training by `clock`, the parts before a resume included; 0 for no limit.
  ///
  /// A schedule that is fitted to a budget takes the rate from the time used so far, in whole seconds. So a run that is
  /// limited by wall time is repeated bit for bit only with the rates of its log; one limited by updates or epochs, always.
  public var budget = WallTime(seconds: 0)
  /// What the budget counts, also for the schedule that is fitted to it.
  public var clock = BudgetClock.wall

  public init() {}

  /// Whether it is known when the run will be over.
  package var haveAny: Bool { maxUpdates > 0 || maxEpochs > 0 || budget.seconds > 0 }
}

/// How the model is watched while it learns.
public struct ValidationOptions: Codable, Sendable, Equatable {
  /// Updates between two validations; 0 for one after each epoch.
  public var every = 0
  /// What decides which model is the best, and early stopping.
  public var selectBy = Measure.auto
  /// A better score makes a new best model only where paired bootstrap resampling (Koehn 2004) of the validation
  /// sentences gives its difference to the best so far at most this p-value; 0 for whatever is better.
  public var significance = 0.0
  /// Validations without a better model after which training stops.
  public var stopAfter = StopAfter.auto
  /// Validation sentences that are translated for BLEU; 0 for none.
  public var bleuLines = 500
  /// Hypotheses kept a sentence in those translations; 1 is greedy.
  public var beam = 1

  public init() {}

  func validate() throws {
    try TrainingOptions.check(every >= 0, "validate-every", every, "0 or more updates")
    try stopAfter.validate()
    try TrainingOptions.check(bleuLines >= 0, "validation-bleu-lines", bleuLines, "0 or more")
    try TrainingOptions.check((1...64).contains(beam), "validation-beam", beam, "1 to 64")
    try TrainingOptions.check((0...1).contains(significance), "significance", significance, "0 to 1")
    try TrainingOptions.check(
      significance == 0 || (selectBy != .loss && bleuLines > 0), "significance", significance,
      "select-by and the name of a metric with it")
    try TrainingOptions.check(
      [.auto, .loss].contains(selectBy) || bleuLines > 0, "select-by", selectBy.rawValue,
      "validation-bleu-lines above 0 with it")
  }

  /// With `auto` replaced by what it means.
  package func resolved(for schedule: Schedule) -> ValidationOptions {
    var options = self
    options.stopAfter = stopAfter.resolved(for: schedule)
    if selectBy == .auto { options.selectBy = bleuLines > 0 ? .bleu : .loss }
    return options
  }
}

extension ValidationOptions {
  /// Options of a checkpoint from before `significance` are read too.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    every = try container.decode(Int.self, forKey: .every)
    selectBy = try container.decode(Measure.self, forKey: .selectBy)
    significance = try container.decodeIfPresent(Double.self, forKey: .significance) ?? 0
    stopAfter = try container.decode(StopAfter.self, forKey: .stopAfter)
    bleuLines = try container.decode(Int.self, forKey: .bleuLines)
    beam = try container.decode(Int.self, forKey: .beam)
  }
}

/// Weights averaged over time: validated beside the newest ones, and the better of the two is kept.
public struct AveragingOptions: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case none
    /// a = d·a + (1−d)·w after each update (Polyak & Juditsky 1992, the exponential form).
    case exponential
    /// The mean of the weights at the last validations (Junczys-Dowmunt et al. 2016).
    case snapshots
  }
  public var kind = Kind.exponential
  /// d of `exponential`, between 0 and 1; smaller in the first updates: t/(10+t).
  public var decay = 0.998
  /// How many validations' weights `snapshots` averages; each takes the memory of one model.
  public var snapshots = 4

  public init() {}
}
