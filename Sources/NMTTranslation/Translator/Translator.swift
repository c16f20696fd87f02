public import Foundation
package import NMTModels
import NMTSearch
import NMTSystem
public import NMTText

/// Translates text: the library's main interface, used by `nmt-translate` and by validation in training.
///
/// Load once, then share: any number of tasks and threads may use one translator. A line's translation depends only on
/// the line, the models and the search options, not on the other lines, the batch size or the number of threads.
///
/// A translator never prints, handles signals or exits the process, and it computes on its own threads, not on those of
/// Swift concurrency. Any problem with a model, a line or the machine is a `Failure`.
///
/// `translate` returns a translation for each line; `translateEach` also returns an error for each line that cannot be
/// translated. `score` returns log-probabilities of given translations, `attention` the weights over a complete
/// translation. Each has a variant with `await` and one that blocks the calling thread.
///
/// ## Topics
/// ### Loading
/// - ``init(modelDirectory:precision:options:)``
/// - ``init(modelDirectories:precision:options:)``
/// - ``with(_:)``
/// ### Lines that arrive over time
/// - ``translations(of:window:)-(Lines,_)``
/// - ``translations(of:window:)-(Inputs,_)``
/// ### What it is
/// - ``options``
/// - ``pipeline``
/// - ``maximumSourceLength``
/// - ``scoredLengthLimit``
public final class Translator: Sendable {
  /// Options for calls without their own.
  public let options: TranslationOptions
  let loaded: LoadedModels
  /// Longest source in subwords that is translated in one piece.
  public let maximumSourceLength: Int
  let splitter: SourceSplitter
  /// Weights of the models, with sum 1.
  let shares: [Float]
  let terminology: Terminology?
  let unmetTerms = Locked(UnmetTerms())
  /// Target subwords that a search may use; nil for all.
  package let shortlist: Shortlist?

  /// Loads a model directory.
  ///
  /// - Parameters:
  /// - modelDirectory: directory written by `nmt-train`.
  /// - precision: number format of matrix products; `auto` is the format that the model was saved in.
  /// - options: options for calls without their own.
  /// - Throws: a `Failure`: `.badData` naming a damaged file, `.noInput` a missing one, `.badConfiguration` for an
  ///   option out of range, `.operatingSystem` for lack of memory.
  public convenience init(
    modelDirectory: URL, precision: PrecisionChoice = .auto, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(modelDirectories: [modelDirectory], precision: precision, options: options)
  }

  /// Loads an ensemble: models with one vocabulary, whose distributions are combined at each step.
  ///
  /// - Parameters:
  /// - modelDirectories: directories written by `nmt-train`, at least one.
  /// - precision: number format of matrix products; `auto` is the format that each model was saved in.
  /// - options: options for calls without their own.
  /// - Throws: a `Failure`, as for one directory; `.usage` for an empty list, `.badData` for models with different
  ///   vocabularies.
  public convenience init(
    modelDirectories: [URL], precision: PrecisionChoice = .auto, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(LoadedModels(modelDirectories, precision: precision), options, like: nil)
  }

  /// Translates with a model in memory. It must not be used while the model's weights are being changed.
  package convenience init(
    model: Seq2SeqModel, pipeline: TextPipeline, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(models: [model], pipeline: pipeline, options: options)
  }

  /// Translates with an ensemble of models in memory that were trained on this pipeline's ids.
  ///
  /// - Parameter shortlist: target subwords that searches may use unless `options.shortlist` is `off`; nil for all.
  package convenience init(
    models: [Seq2SeqModel], pipeline: TextPipeline, shortlist: Shortlist? = nil,
    options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(LoadedModels(models, pipeline, shortlist), options, like: nil)
  }

  /// - Parameter other: a translator for the same models, whose parts are reused where the options agree.
  private init(_ loaded: LoadedModels, _ options: TranslationOptions, like other: Translator?) throws {
    try options.validate()
    self.loaded = loaded
    self.options = options
    let (pipeline, old) = (loaded.pipeline, other?.options)
    shares = try options.ensemble.shares(loaded.models.count)
    maximumSourceLength = max(1, options.maximumSourceLength ?? loaded.trainedLength ?? 200)
    shortlist =
      if let other, other.options.shortlist == options.shortlist { other.shortlist } else {
        try loaded.shortlist(options.shortlist)
      }
    terminology =
      if let other, old?.terminology == options.terminology { other.terminology } else {
        try options.terminology.map { try Terminology(path: $0.path, pipeline: pipeline, options: $0.options) }
      }
    splitter =
      if let other, other.maximumSourceLength == maximumSourceLength, old?.isDocument == options.isDocument {
        other.splitter
      } else {
        try SourceSplitter(pipeline, limit: maximumSourceLength, isDocument: options.isDocument)
      }
  }

  /// Returns a translator with other options that shares the loaded models, for many calls.
  ///
  /// Loads no models, and reuses a terminology file that has already been read.
  ///
  /// - Throws: a `Failure(.badConfiguration)` for an option out of range; one naming the file for invalid terms.
  public func with(_ options: TranslationOptions) throws -> Translator {
    try Translator(loaded, options, like: self)
  }

  /// A translator with the options of one call; nil for the translator's own.
  func with(_ options: TranslationOptions?) throws -> Translator {
    guard let options, options != self.options else { return self }
    return try with(options)
  }

  /// Conversion between text and ids.
  public var pipeline: TextPipeline { loaded.pipeline }
  /// One model, or the members of an ensemble.
  package var models: [Seq2SeqModel] { loaded.models }
  var targetText: TargetText { loaded.targetText }
  /// Word boundaries of the target language.
  var wordBoundaries: WordBoundaries { loaded.wordBoundaries }
}
