public import Foundation
import NMTModelStore
package import NMTModels
import NMTSearch
import NMTSystem
public import NMTText

/// Text in, text out: the library's face, and what `nmt-translate` and training's validation call.
///
/// Any number of tasks may use one translator at once. A line's translation depends on the line, the models and the
/// search options alone: not on the lines around it, the batch size or the number of threads.
public final class Translator: Sendable {
  public let options: TranslationOptions
  /// One, or the members of an ensemble.
  package let models: [Seq2SeqModel]
  /// One pipeline for all models.
  public let pipeline: TextPipeline
  /// Longest source in subwords that goes through the model in one piece.
  public let maximumSourceLength: Int
  let splitter: SourceSplitter
  /// Weights of the models, summing to one.
  let shares: [Float]
  let workspaces: WorkspacePool
  let terminology: Terminology?
  let unmetTerms = Locked(UnmetTerms())
  let targetText: TargetText
  /// Word boundaries of the target language.
  let wordBoundaries: WordBoundaries
  /// Which target subwords a search may use; nil for all.
  package let shortlist: Shortlist?

  /// Loads a model directory. Damage is a `Failure(.badData)` that names the file.
  public convenience init(modelDirectory: URL, options: TranslationOptions = TranslationOptions()) throws {
    try self.init(modelDirectories: [modelDirectory], options: options)
  }

  /// Loads an ensemble: models of one vocabulary, whose distributions become one at each step.
  public convenience init(
    modelDirectories: [URL], options: TranslationOptions = TranslationOptions()
  ) throws {
    precondition(!modelDirectories.isEmpty, "Translator: no model directory")
    let loaded = try modelDirectories.map { try ModelDirectory.load($0.path, precision: options.precision) }
    for (other, directory) in zip(loaded, modelDirectories).dropFirst() {
      try requireSameText(
        loaded[0].pipeline, other.pipeline, at: directory.path, expected: modelDirectories[0].path)
    }
    var options = options
    options.maximumSourceLength =
      options.maximumSourceLength ?? loaded.compactMap { $0.config.provenance.maximumSourceLength }.min()
    let shortlist = try options.shortlist.shortlist(
      of: modelDirectories[0].path, loaded[0].config, loaded[0].pipeline,
      isInt8: loaded.contains { $0.model.isQuantized })
    try self.init(
      models: loaded.map(\.model), pipeline: loaded[0].pipeline, shortlist: shortlist, options: options)
  }

  /// Translates with a model in memory. While its weights are being changed nobody may translate.
  package convenience init(
    model: Seq2SeqModel, pipeline: TextPipeline, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(models: [model], pipeline: pipeline, options: options)
  }

  /// Translates with an ensemble of models in memory that were trained on this pipeline's ids.
  ///
  /// - Parameter shortlist: which target subwords searches may use, whatever `options.shortlist` says; nil for all.
  package init(
    models: [Seq2SeqModel], pipeline: TextPipeline, shortlist: Shortlist? = nil,
    options: TranslationOptions = TranslationOptions()
  ) throws {
    try options.validate()
    self.models = models
    self.pipeline = pipeline
    self.options = options
    self.shortlist = shortlist
    shares = try options.ensemble.shares(models.count)
    maximumSourceLength = max(1, options.maximumSourceLength ?? 200)
    workspaces = WorkspacePool(models)
    targetText = TargetText(pipeline)
    terminology = try options.terminology.map {
      try Terminology(path: $0.path, pipeline: pipeline, options: $0.options)
    }
    splitter = try SourceSplitter(pipeline, limit: maximumSourceLength, isDocument: options.isDocument)
    wordBoundaries = try WordBoundaries(locale: pipeline.options.targetLanguage)
  }
}
