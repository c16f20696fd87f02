import NMTMetrics

/// What the translations of the validation set are worth.
struct TranslationScores: Sendable {
  /// A metric's score of one set of translations.
  struct Score: Sendable {
    /// `"BLEU"`, `"chrF2"`.
    let name: String
    let value: Double
    /// The score where the lower one is the better one, its negative elsewhere.
    let cost: Double
    /// What the metric counted in each sentence; nil where it is not kept.
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
  /// By the metric that selects the model; nil where that is BLEU or the loss.
  let other: Score?
  /// What the selecting metric counted in each sentence, where significance is asked for.
  let rows: StatisticsRows?

  /// 13a, cased, 0 … 100.
  var bleu: Double { ownBLEU.value }
  /// By the metric that selects the model; BLEU's where the loss does.
  var selecting: Score { other ?? ownBLEU }

  init(
    _ hypotheses: [String], references: [String], selectedBy selection: ValidationOptions.Measure, keepsRows: Bool
  ) throws {
    let other = try selection.otherMetric
    ownBLEU = Score(BLEU(), hypotheses, references, keepsRows: keepsRows && other == nil)
    self.other = other.map { Score($0, hypotheses, references, keepsRows: keepsRows) }
    rows = (self.other ?? ownBLEU).rows
  }

  /// The p-value of the difference between two models by the metric that selects.
  ///
  /// - Parameter costs: The costs of both models.
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
  /// The metric that selects models, unless it is BLEU, which is measured in any case.
  fileprivate var otherMetric: (any Metric)? {
    get throws {
      guard case .metric(let named) = self, named != .bleu else { return nil }
      return try named.metric()
    }
  }
}
