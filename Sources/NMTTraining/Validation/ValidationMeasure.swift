public import NMTMetrics

extension ValidationOptions {
  /// What decides which model is the best.
  public enum Measure: Sendable, Hashable {
    /// BLEU where lines are translated, else `loss`: on Multi30k BLEU still rises by half a point when the loss has
    /// stopped falling.
    case auto
    /// −log p a target token, teacher forced, without smoothing; lower is better.
    case loss
    /// A metric of greedy or beam translations, with its default options; its own direction says what is better.
    case metric(NamedMetric)

    /// BLEU of the translated validation sentences.
    public static let bleu = Measure.metric(.bleu)
  }
}

extension ValidationOptions.Measure: RawRepresentable, CaseIterable, Codable {
  public static var allCases: [Self] { [.auto, .loss] + NamedMetric.all.map { .metric($0) } }

  /// Flag, key and saved form.
  public var rawValue: String {
    switch self {
    case .auto: "auto"
    case .loss: "loss"
    case .metric(let metric): metric.name
    }
  }

  public init?(rawValue: String) {
    guard let measure = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = measure
  }
}
