import NMTCorpus
import NMTSearch
import NMTSystem
import NMTTranslation

/// Measures weights on the validation set: teacher-forced loss, and BLEU through the public `Translator`.
final class Validator {
  private let data: DataDirectory
  private let crew: ReplicaCrew
  private let options: TrainingOptions
  private let loss: ValidationLoss
  private let host: TrainingHost

  init(_ data: DataDirectory, _ crew: ReplicaCrew, _ options: TrainingOptions, _ host: TrainingHost) throws {
    self.data = data
    self.host = host
    self.crew = crew
    self.options = options
    loss = try ValidationLoss(
      model: crew.model, data: data.validation, options: options.batches, pool: crew.pool, host: host)
  }

  var measuresBLEU: Bool { options.validation.bleuLines > 0 }

  /// −log p per target token of the current weights; nil if a stop was requested.
  func measureLoss() -> Double? { loss.measure() }

  /// BLEU of the first validation lines, and the selecting score; nil if a stop was requested.
  func measureTranslations() throws -> TranslationScores? {
    var search = SearchOptions()
    search.beam = options.validation.beam
    let translator = try Translator(
      model: crew.model, pipeline: data.pipeline,
      options: TranslationOptions(search: search, threads: options.threads))
    let text = data.validationText.prefix(options.validation.bleuLines)
    var hypotheses: [String] = []
    for start in stride(from: 0, to: text.count, by: Self.chunk) {
      guard !host.shouldStop() else { return nil }
      hypotheses += try translator.translate(text.dropFirst(start).prefix(Self.chunk).map(\.source)).map(\.text)
    }
    return try TranslationScores(
      hypotheses, references: text.map(\.target), selectedBy: options.validation.selectBy,
      keepsRows: options.validation.significance > 0)
  }

  /// Lines between checks for a stop, which take well under a second.
  static let chunk = 128
}
