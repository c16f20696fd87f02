/// What is resampled, if anything.
public enum Resampling: Sendable, Equatable {
  /// No resampling: scores without intervals or p-values.
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
  /// Direction in which the score improves.
  public let direction: ScoreDirection

  /// Whether the better translation has the higher score.
  public var higherIsBetter: Bool { direction == .higherIsBetter }
  /// Name of the score, such as "BLEU" or "chrF2".
  public var name: String { reports[0].name }
  /// Settings that decide the score's digits, equal for all systems.
  public var signature: Signature { reports[0].signature }
}

/// Everything that a run found out, before it is written in any format.
public struct ScoreResults: Sendable {
  /// Names of the systems: paths of their files, column names, or numbers.
  public var systems: [String]
  /// The systems have no names of their own: they came through one stream.
  var systemsAreNumbered = false
  /// Scores of each metric, in the order of the run's metrics.
  public var metrics: [MetricResult]
  /// Number of segments read.
  public var segmentCount: Int
  /// The resampling that was asked for.
  public var resampling: Resampling
  /// BLEU with its n-gram precisions for each system; nil unless asked for.
  public var ngrams: [BLEUScore]?
  /// Scores by length of the reference; nil unless asked for.
  public var lengths: LengthTable?
  /// Accuracy of words by their frequency; nil unless asked for.
  public var frequencies: FrequencyTable?
  /// Most improved and most degraded sentences of each system but the first; empty unless asked for.
  public var differences: [SystemDifferences] = []
}
