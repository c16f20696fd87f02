/// What is resampled, if anything.
public enum Resampling: Sendable, Equatable {
  case none
  /// A confidence interval for the only system; none for fewer than 2 samples, as in sacreBLEU.
  case confidence(samples: Int, seed: ResamplingSeed)
  /// All systems against the first one.
  case paired(PairedTest)
}

/// One metric's scores of all systems.
public struct MetricResult: Sendable {
  /// One for each system, with the same name and signature.
  public let reports: [ScoreReport]
  public let direction: ScoreDirection

  public var higherIsBetter: Bool { direction == .higherIsBetter }
  public var name: String { reports[0].name }
  public var signature: Signature { reports[0].signature }
}

/// Everything that a run found out, before it is written in any format.
public struct ScoreResults: Sendable {
  public var systems: [String]
  /// The systems have no names of their own: they came through one stream.
  var systemsAreNumbered = false
  public var metrics: [MetricResult]
  public var segmentCount: Int
  public var resampling: Resampling
  /// BLEU of each system with the precision of each order.
  public var ngrams: [BLEUScore]?
  public var lengths: LengthTable?
  public var frequencies: FrequencyTable?
  public var differences: [SystemDifferences] = []
}
