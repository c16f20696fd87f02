import NMTCorpus
public import NMTKernels
import NMTModelStore
public import NMTModels
package import NMTSettings
import NMTSystem

/// Everything that decides how a model is trained; saved with the model and checked when a run resumes.
///
/// The defaults are for tens of thousands of sentence pairs (Multi30k, Tatoeba) on a few cores.
public struct TrainingOptions: Codable, Sendable, Equatable {
  /// Named size that `model` starts from; the other model settings change single values of it.
  public var preset = ModelPreset.base
  /// Model options. Vocabulary sizes are placeholders until the data directory is open.
  public var model = Self.model(of: .base)
  /// Embedding tables that are shared; sets `model.tying` once the data directory is open.
  public var tying = TyingChoice.auto
  /// Sentence pairs per update.
  public var batches = BatchingOptions()
  /// Update rule, clipping and label smoothing.
  public var optimizer = OptimizerOptions()
  /// Learning rate.
  public var schedule = ScheduleOptions()
  /// Validation, choice of the best model and early stopping.
  public var validation = ValidationOptions()
  /// Average of weights over time, validated along with the newest ones.
  public var averaging = AveragingOptions()
  /// Limits of the run.
  public var limits = LimitOptions()
  /// Seed of every random number: initial weights, order of the corpus, dropout.
  public var seed: UInt64 = 1
  /// Precision of the products; weights, sums and everything else are fp32.
  public var precision = PrecisionChoice.auto
  /// Memory limit of the training; batches are reduced to fit. 0 for no limit.
  public var memory = ByteSize(bytes: 0)
  /// Replicas, one thread each; 0 for one per core.
  public var threads = 0
  /// Updates between checkpoints; 0 for one at each validation. One is always saved at the end and when stopped.
  public var checkpointEvery = 1000
  /// Number of checkpoints to keep; more than one, so that a damaged one has a predecessor.
  public var keepCheckpoints = 2
  /// Number of times that a diverged run may rewind to its last good checkpoint, each time with half the rate; 0 for
  /// never. A run has diverged when the running mean of its loss is 1 nat per token above its minimum, or when ten
  /// updates in a row are not finite.
  public var rewinds = 0
  /// Updates between progress lines and log entries.
  public var reportEvery = 100
  /// True to write TensorBoard event files beside `log.jsonl`.
  public var tensorBoard = true

  /// Options with their defaults: the preset `base` and no limit except early stopping.
  public init() {}

  /// Model options of a preset, with the smallest vocabularies.
  static func model(of preset: ModelPreset) -> ModelOptions { preset.options(sourceVocabulary: 5, targetVocabulary: 5) }

  /// Throws `Failure(.badConfiguration)` that names the option, its value and the allowed values.
  public func validate() throws { try checkRules() }
}

extension TrainingOptions: CheckedOptions {
  package static let rules =
    OptionRule<TrainingOptions>.within(\.model) + OptionRule.within(\.batches) + OptionRule.within(\.optimizer)
    + OptionRule.within(\.schedule) + OptionRule.within(\.validation) + OptionRule.within(\.averaging)
    + OptionRule.within(\.limits) + ranges + relations

  private static let ranges: [OptionRule<TrainingOptions>] = [
    .range(\.threads, 0...1024),
    .range(\.checkpointEvery, 0...),
    .range(\.keepCheckpoints, 2...),
    .range(\.rewinds, 0...64),
    .range(\.reportEvery, 1...),
  ]

  private static let relations: [OptionRule<TrainingOptions>] = [
    .relation(\.rewinds, expected: "\(\.checkpointEvery) above 0") {
      $0.rewinds == 0 || $0.checkpointEvery > 0
    },
    .relation(
      \.schedule.kind,
      expected: "\(\.limits.maxUpdates), \(\.limits.maxEpochs) or \(\.limits.budget), since it needs an end"
    ) { ![.linear, .cosine].contains($0.schedule.kind) || $0.limits.haveAny },
  ]
}
