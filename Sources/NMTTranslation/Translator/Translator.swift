public import Foundation
package import NMTModels
import NMTSearch
import NMTSystem
public import NMTText

/// Text in, text out: the library's face, and what `nmt-translate` and training's validation call.
///
/// Load once, share: any number of tasks and threads may use one translator at once. A line's translation depends on the
/// line, the models and the search options alone: not on the lines around it, the batch size or the number of threads.
///
/// A translator is a guest in its process: it prints nothing, handles no signals, ends nothing, and computes on threads of
/// its own, not on those of Swift concurrency. Whatever is wrong with a model, a line or the machine is a `Failure`.
///
/// `translate` returns a translation for each line, `translateEach` an error for a line that cannot be translated. `score`
/// returns log-probabilities of given translations, `attention` the weights over a whole translation. Each of them has a
/// form with `await` and one that blocks the calling thread.
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
  /// How calls without options of their own translate.
  public let options: TranslationOptions
  let loaded: LoadedModels
  /// Longest source in subwords that goes through the model in one piece.
  public let maximumSourceLength: Int
  let splitter: SourceSplitter
  /// Weights of the models, summing to one.
  let shares: [Float]
  let terminology: Terminology?
  let unmetTerms = Locked(UnmetTerms())
  /// Which target subwords a search may use; nil for all.
  package let shortlist: Shortlist?

  /// Loads a model directory.
  ///
  /// - Parameters:
  ///   - modelDirectory: as `nmt-train` writes it.
  ///   - precision: number format of products; `auto` is what the model was saved in.
  ///   - options: how calls without options of their own translate.
  /// - Throws: a `Failure`: `.badData` names a damaged file, `.noInput` a missing one, `.badConfiguration` an option out of
  ///   range, `.operatingSystem` says that memory is short.
  public convenience init(
    modelDirectory: URL, precision: PrecisionChoice = .auto, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(modelDirectories: [modelDirectory], precision: precision, options: options)
  }

  /// Loads an ensemble: models of one vocabulary, whose distributions become one at each step.
  ///
  /// - Parameters:
  ///   - modelDirectories: at least one.
  ///   - precision: number format of products; `auto` is what each model was saved in.
  ///   - options: how calls without options of their own translate.
  /// - Throws: a `Failure`, as for one directory; `.usage` where there is none, `.badData` for models of several
  ///   vocabularies.
  public convenience init(
    modelDirectories: [URL], precision: PrecisionChoice = .auto, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(LoadedModels(modelDirectories, precision: precision), options, like: nil)
  }

  /// Translates with a model in memory. While its weights are being changed nobody may translate.
  package convenience init(
    model: Seq2SeqModel, pipeline: TextPipeline, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(models: [model], pipeline: pipeline, options: options)
  }

  /// Translates with an ensemble of models in memory that were trained on this pipeline's ids.
  ///
  /// - Parameter shortlist: which target subwords searches may use unless `options.shortlist` is `off`; nil for all.
  package convenience init(
    models: [Seq2SeqModel], pipeline: TextPipeline, shortlist: Shortlist? = nil,
    options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(LoadedModels(models, pipeline, shortlist), options, like: nil)
  }

  /// - Parameter other: a translator over the same models, of which is taken over what the options have in common.
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
  /// It takes no memory for models, and reads a file of terms once.
  ///
  /// - Throws: a `Failure(.badConfiguration)` for an option out of range; one that names the file for damaged terms.
  public func with(_ options: TranslationOptions) throws -> Translator {
    try Translator(loaded, options, like: self)
  }

  /// Options of one call: nil for the translator's own.
  func with(_ options: TranslationOptions?) throws -> Translator {
    guard let options, options != self.options else { return self }
    return try with(options)
  }

  /// How text becomes ids and ids become text.
  public var pipeline: TextPipeline { loaded.pipeline }
  /// One, or the members of an ensemble.
  package var models: [Seq2SeqModel] { loaded.models }
  var targetText: TargetText { loaded.targetText }
  /// Word boundaries of the target language.
  var wordBoundaries: WordBoundaries { loaded.wordBoundaries }
}
