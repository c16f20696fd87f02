public import NMTMetrics

extension ValidationOptions {
  /// Measure that selects the best model.
  public enum Measure: Sendable, Hashable {
    /// BLEU if lines are translated, else `loss`: on Multi30k, BLEU rises by another half point after the loss has
    /// stopped falling.
    case auto
    /// −log p per target token, teacher forced, without smoothing; lower is better.
    case loss
    /// A metric of greedy or beam translations, with default options; the metric defines which direction is better.
    case metric(NamedMetric)

    /// BLEU of the translated validation sentences.
    public static let bleu = Measure.metric(.bleu)
  }
}

extension ValidationOptions.Measure: RawRepresentable, CaseIterable, Codable {
  public static var allCases: [Self] { [.auto, .loss] + NamedMetric.all.map { .metric($0) } }

  /// Spelling in flags, keys and saved options.
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
