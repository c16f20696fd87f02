/// Kind of resampling, if any.
public enum Resampling: Sendable, Equatable {
  /// No resampling: scores without intervals or p-values.
  case none
  /// A confidence interval for a single system; none for fewer than 2 samples, as in sacreBLEU.
  case confidence(samples: Int, seed: ResamplingSeed)
  /// A comparison of all systems with the first one.
  case paired(PairedTest)
}

/// One metric's scores of all systems.
public struct MetricResult: Sendable {
  /// One report per system, with equal name and signature.
  public let reports: [ScoreReport]
  /// Direction in which the score improves.
  public let direction: ScoreDirection

  /// Whether the better translation has the higher score.
  public var higherIsBetter: Bool { direction == .higherIsBetter }
  /// Name of the score, such as "BLEU" or "chrF2".
  public var name: String { reports[0].name }
  /// Settings that affect the score's digits, equal for all systems.
  public var signature: Signature { reports[0].signature }
}

/// All results of a run, independent of the output format.
public struct ScoreResults: Sendable {
  /// Names of the systems: paths of their files, column names, or numbers.
  public var systems: [String]
  /// Whether the systems have no names of their own because they came in one stream.
  var systemsAreNumbered = false
  /// Scores of each metric, in the order of the run's metrics.
  public var metrics: [MetricResult]
  /// Number of segments read.
  public var segmentCount: Int
  /// The resampling that was requested.
  public var resampling: Resampling
  /// BLEU with its n-gram precisions for each system; nil unless requested.
  public var ngrams: [BLEUScore]?
  /// Scores by length of the reference; nil unless requested.
  public var lengths: LengthTable?
  /// Accuracy of words by their frequency; nil unless requested.
  public var frequencies: FrequencyTable?
  /// Most improved and most degraded sentences of each system except the first; empty unless requested.
  public var differences: [SystemDifferences] = []
}
