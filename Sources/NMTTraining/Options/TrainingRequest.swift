package import NMTCorpus
import NMTKernels
import NMTModels
import NMTSettings
import NMTSystem
import NMTText

/// One call of nmt-train as a value: where the data is, where the model goes, how to train.
public struct TrainingRequest: Sendable, Equatable {
  /// A data directory that nmt-preprocess wrote.
  public var data = ""
  /// The model directory, created or resumed.
  public var model = ""
  /// True to start over if the directory has a model, or checkpoints with other options.
  public var force = false
  /// True to omit progress lines; warnings and errors remain.
  public var quiet = false
  /// True to report at the end where the updates' time went.
  public var profile = false
  /// True to log |∂loss/∂h(t)| of every layer.
  public var gradientFlow = false
  /// Training options; they are saved with the model and checked when a run resumes.
  public var options = TrainingOptions()
  /// The requested batches, before a memory limit reduced them; nil without a limit.
  package var batchesAsked: BatchingOptions?

  /// A request with default options; `data` and `model` must still be set.
  public init() {}

  /// Throws if a value without a default is missing or a value is out of range.
  public func validate() throws {
    for (name, value) in [("data", data), ("model", model)] where value.isEmpty {
      throw Failure(.usage, "--\(name) is missing", at: "", expected: "--\(name) DIR", remedy: "see --help")
    }
    try options.validate()
  }

  /// Fills in everything that depends on data and machine: vocabularies, shared tables, precision, threads and so on.
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
