package import NMTCorpus
import NMTKernels
import NMTModels
import NMTSettings
import NMTSystem
import NMTText

/// One call of nmt-train as a value: where the data is, where the model goes, how it is trained.
public struct TrainingRequest: Sendable, Equatable {
  /// A data directory that nmt-preprocess wrote.
  public var data = ""
  /// The model directory: created, or resumed.
  public var model = ""
  /// Starts anew where a model or checkpoints of other options are.
  public var force = false
  /// No progress lines; messages about trouble stay.
  public var quiet = false
  /// At the end, a table of where the updates' time went.
  public var profile = false
  /// Log entries hold |∂loss/∂h(t)| of every layer.
  public var gradientFlow = false
  /// Training options; they are saved with the model and checked when a run resumes.
  public var options = TrainingOptions()
  /// What the batches were before a limit of memory had its say; nil without a limit.
  package var batchesAsked: BatchingOptions?

  /// A request with default options; `data` and `model` must still be set.
  public init() {}

  /// Throws if something that has no default is missing or a value is out of range.
  public func validate() throws {
    for (name, value) in [("data", data), ("model", model)] where value.isEmpty {
      throw Failure(.usage, "--\(name) is missing", at: "", expected: "--\(name) DIR", remedy: "--help lists all")
    }
    try options.validate()
  }

  /// With what the data and the machine decide filled in: vocabularies, which tables are one,
  /// precision, number of threads and the like.
  package func resolved(for data: DataDirectory) throws -> TrainingRequest {
    var request = self
    request.options.model.sourceVocabulary = data.pipeline.sourceVocabularySize
    request.options.model.targetVocabulary = data.pipeline.targetVocabularySize
    request.options.batches.sampledShare = try options.batches.sampledShare.resolved(
      samples: data.train.sampled?.perPair ?? 0)
    request.options.tying = try options.tying.resolved(jointVocabulary: data.pipeline.sharedVocabulary)
    request.options.model.tying = request.options.tying.tables
    request.options.precision = try options.precision.resolvedForTraining()
    request.options.validation = options.validation.resolved(
      for: Schedule(options.schedule, ends: options.limits.haveAny))
    if options.threads == 0 { request.options.threads = Machine.coreCount }
    try request.options.validate()
    return request
  }
}
