import NMTCorpus
import NMTMetrics
import NMTSearch
import NMTSystem
import NMTTranslation

/// Measures weights on the validation set: teacher-forced loss, and BLEU through the `Translator` that users get.
final class Validator {
  private let data: DataDirectory
  private let crew: ReplicaCrew
  private let options: TrainingOptions
  private let loss: ValidationLoss

  init(_ data: DataDirectory, _ crew: ReplicaCrew, _ options: TrainingOptions) throws {
    self.data = data
    self.crew = crew
    self.options = options
    loss = try ValidationLoss(model: crew.model, data: data.validation, options: options.batches, pool: crew.pool)
  }

  var measuresBLEU: Bool { options.validation.bleuLines > 0 }

  /// −log p a target token of the weights as they are; nil if a stop was asked for.
  func measureLoss() -> Double? { loss.measure() }

  /// BLEU and chrF of the first validation lines; nil if a stop was asked for.
  func measureTranslations() throws -> TranslationScores? {
    var search = SearchOptions()
    search.beam = options.validation.beam
    let translator = try Translator(
      model: crew.model, pipeline: data.pipeline,
      options: TranslationOptions(search: search, threads: options.threads))
    let text = data.validationText.prefix(options.validation.bleuLines)
    var hypotheses: [String] = []
    for start in stride(from: 0, to: text.count, by: Self.chunk) {
      guard StopSignal.requested == nil else { return nil }
      hypotheses += try translator.translate(text.dropFirst(start).prefix(Self.chunk).map(\.source)).map(\.text)
    }
    return TranslationScores(
      hypotheses, references: text.map(\.target), selectedBy: options.validation.selectBy,
      keepsRows: options.validation.significance > 0)
  }

  /// Lines between two looks at the signals: well under a second each.
  static let chunk = 128
}

/// What the translations of the validation set are worth.
struct TranslationScores: Sendable {
  /// 13a, cased, 0 … 100.
  let bleu: Double
  /// chrF2, where it selects the model.
  var chrF: Double?
  /// What the selecting metric counted in each sentence, where significance is asked for.
  var rows: StatisticsRows?

  init(
    _ hypotheses: [String], references: [String], selectedBy selection: ValidationOptions.Measure, keepsRows: Bool
  ) {
    let statistics = BLEU().corpusStatistics(hypotheses: hypotheses, references: [references])
    bleu = BLEU().score(statistics.sum).value
    if keepsRows { rows = statistics.rows }
    guard selection == .chrf else { return }
    let counts = ChrF().corpusStatistics(hypotheses: hypotheses, references: [references])
    chrF = ChrF().score(counts.sum).value
    if keepsRows { rows = counts.rows }
  }

  /// The p-value of the difference between two models by the metric that selects.
  static func pValue(
    _ best: StatisticsRows, _ new: StatisticsRows, scores: [Double], selectedBy selection: ValidationOptions.Measure
  ) -> Double {
    func pValue(_ metric: some Metric) -> Double {
      PairedTest(.bootstrap).results(metric, rows: [best, new], scores: scores)[1].pValue ?? 1
    }
    return selection == .chrf ? pValue(ChrF()) : pValue(BLEU())
  }
}
