import NMTMetrics

/// Scores of the translations of the validation set.
struct TranslationScores: Sendable {
  /// A metric's score of one set of translations.
  struct Score: Sendable {
    /// `"BLEU"`, `"chrF2"`.
    let name: String
    let value: Double
    /// The score if lower is better, otherwise its negative.
    let cost: Double
    /// Statistics of the metric per sentence; nil if not kept.
    let rows: StatisticsRows?

    init(_ metric: some Metric, _ hypotheses: [String], _ references: [String], keepsRows: Bool) {
      let statistics = metric.corpusStatistics(hypotheses: hypotheses, references: [references])
      let score = metric.score(statistics.sum)
      name = score.name
      value = score.value
      cost = metric.higherIsBetter ? -value : value
      rows = keepsRows ? statistics.rows : nil
    }
  }

  private let ownBLEU: Score
  /// Score by the metric that selects the model; nil if that is BLEU or the loss.
  let other: Score?
  /// Statistics of the selecting metric per sentence, if significance is requested.
  let rows: StatisticsRows?

  /// BLEU with tokenizer 13a, cased, 0 … 100.
  var bleu: Double { ownBLEU.value }
  /// Score by the metric that selects the model; BLEU if the loss selects.
  var selecting: Score { other ?? ownBLEU }

  init(
    _ hypotheses: [String], references: [String], selectedBy selection: ValidationOptions.Measure, keepsRows: Bool
  ) throws {
    let other = try selection.otherMetric
    ownBLEU = Score(BLEU(), hypotheses, references, keepsRows: keepsRows && other == nil)
    self.other = other.map { Score($0, hypotheses, references, keepsRows: keepsRows) }
    rows = (self.other ?? ownBLEU).rows
  }

  /// The p-value of the difference between two models by the selecting metric.
  ///
  /// - Parameter costs: costs of both models.
  static func pValue(
    _ best: StatisticsRows, _ new: StatisticsRows, costs: [Double], selectedBy selection: ValidationOptions.Measure
  ) throws -> Double {
    func pValue(_ metric: some Metric) -> Double {
      let scores = costs.map { metric.higherIsBetter ? -$0 : $0 }
      return PairedTest(.bootstrap).results(metric, rows: [best, new], scores: scores)[1].pValue ?? 1
    }
    let metric: any Metric = try selection.otherMetric ?? BLEU()
    return pValue(metric)
  }
}

extension ValidationOptions.Measure {
  /// The metric that selects models, unless it is BLEU, which is always measured.
  fileprivate var otherMetric: (any Metric)? {
    get throws {
      guard case .metric(let named) = self, named != .bleu else { return nil }
      return try named.metric()
    }
  }
}
