package import NMTSettings
import NMTSystem

/// Seed of the random numbers in resampling.
public enum ResamplingSeed: Sendable, Equatable {
  /// A given seed; sacreBLEU's default is 12345.
  case fixed(UInt64)
  /// A new seed for each run.
  case random

  /// sacreBLEU's default seed, 12345.
  public static let usual = ResamplingSeed.fixed(12_345)

  /// Description of what `init(_:)` accepts, for messages.
  package static let expected = "a number from 0 to 2⁶⁴ − 1, or none"

  /// Parses a number, or `none` for a new seed per run, as in sacreBLEU's variable SACREBLEU_SEED; nil for anything
  /// else.
  public init?(_ text: String) {
    if text.lowercased() == "none" {
      self = .random
    } else if let number = UInt64(text) {
      self = .fixed(number)
    } else {
      return nil
    }
  }

  var number: UInt64 {
    switch self {
    case .fixed(let number): return number
    case .random: return UInt64.random(in: 0 ... .max)
    }
  }

  /// Text for signatures.
  package var description: String {
    switch self {
    case .fixed(let number): return String(number)
    case .random: return "none"
    }
  }
}

/// Test whether systems differ from the first one, the baseline, by more than chance: sacreBLEU's two methods, with its
/// draws and rounding, so that p-values have the same digits.
public struct PairedTest: Sendable, Equatable {
  /// Ways to resample.
  public enum Method: Sendable, Equatable {
    /// Paired bootstrap resampling (Koehn 2004): draws segments with repetition, the same ones for all systems.
    case bootstrap
    /// Approximate randomization (Riezler and Maxwell 2005): swaps the two systems per segment by a coin flip.
    case randomization

    var defaultSamples: Int { self == .bootstrap ? 1_000 : 10_000 }
    /// Key in signatures.
    var key: String { self == .bootstrap ? "bs" : "ar" }
  }

  /// Way to resample.
  public var method: Method
  /// Number of resampled corpora or trials; 1 to 10,000,000, default 1,000 for the bootstrap and 10,000 for
  /// randomization.
  public var samples: Int
  /// Seed of the random draws; default 12345.
  public var seed: ResamplingSeed

  /// A test by one method.
  ///
  /// - Parameters:
  ///   - method: way to resample.
  ///   - samples: at least 1; nil for the method's default.
  ///   - seed: seed of the random draws.
  public init(_ method: Method, samples: Int? = nil, seed: ResamplingSeed = .usual) {
    self.method = method
    self.samples = samples ?? method.defaultSamples
    self.seed = seed
  }

  /// Allowed values of `samples`.
  package static let sampleCounts = 1...10_000_000

  /// Throws a `Failure` that names the first invalid option, its value and what is allowed.
  public func validate() throws { try checkRules(.usage) }

  /// Results for each system; the baseline has no p-value.
  ///
  /// - Parameters:
  /// - metric: metric that computed the rows.
  /// - rows: statistics of each system, the baseline first.
  /// - scores: score of each system on the whole corpus.
  ///   - threads: number of threads; the results do not depend on it.
  /// - Precondition: all systems have the same, non-empty corpus.
  public func results(
    _ metric: some Metric, rows: [StatisticsRows], scores: [Double], threads: Int = 1
  ) -> [SystemComparison] {
    precondition(rows.count == scores.count && rows.allSatisfy { $0.count == rows[0].count && $0.count > 0 })
    let number = seed.number
    switch method {
    case .bootstrap:
      let samples = self.samples
      let resampled = mapParallel(count: rows.count, threads: threads) {
        NumPyArray(metric.resampledScores(rows[$0], samples: samples, seed: number))
      }
      return scores.indices.map { bootstrapped(resampled, scores, $0) }
    case .randomization:
      let others = mapParallel(count: rows.count - 1, threads: threads) { index in
        randomized(metric, rows[0], rows[index + 1], difference: abs(scores[0] - scores[index + 1]), number)
      }
      return [SystemComparison()] + others.map { SystemComparison(pValue: $0) }
    }
  }

  private func bootstrapped(_ resampled: [NumPyArray], _ scores: [Double], _ system: Int) -> SystemComparison {
    let own = resampled[system]
    var result = SystemComparison(interval: own.interval)
    if system > 0 {
      let distances = NumPyArray.distances(own, resampled[0])
      result.pValue = pValue(distances.lowered(by: distances.mean), abs(scores[0] - scores[system]))
    }
    return result
  }

  private func randomized(
    _ metric: some Metric, _ baseline: StatisticsRows, _ system: StatisticsRows, difference: Double, _ number: UInt64
  ) -> Double {
    var generator = NumPyGenerator(seed: number)
    let differences = baseline.differences(to: system)
    let (all, allOfSystem) = (baseline.sum, system.sum)
    var (ones, others) = ([NumPyNumber](), [NumPyNumber]())
    for _ in 0..<samples {
      let picked = differences.pickedSum(&generator)
      // Where the coin is up, the first pseudo-system gets the baseline's segment and the second one the system's.
      ones.append(metric.value(of: metric.numbers(zip(allOfSystem, picked).map { $0 + $1 })))
      others.append(metric.value(of: metric.numbers(zip(all, picked).map { $0 - $1 })))
    }
    return pValue(NumPyArray.distances(NumPyArray(ones), NumPyArray(others)), difference)
  }

  /// Share of outcomes that exceed the observed one, which itself counts as an outcome (Noreen 1989).
  private func pValue(_ statistics: NumPyArray, _ observed: Double) -> Double {
    Double(statistics.countAbove(observed) + 1) / Double(statistics.values.count + 1)
  }
}

/// Result of a paired test for one system.
public struct SystemComparison: Sendable, Equatable {
  /// Probability of a difference at least this large between equally good systems; nil for the baseline.
  public var pValue: Double?
  /// Confidence interval of the score; nil unless bootstrap resampling computed one.
  public var interval: ConfidenceInterval?

  /// A result from its parts.
  public init(pValue: Double? = nil, interval: ConfidenceInterval? = nil) {
    self.pValue = pValue
    self.interval = interval
  }
}

/// The middle 95 % of resampled scores, as mean ± half the width.
public struct ConfidenceInterval: Sendable, Equatable {
  /// Mean of the resampled scores, the middle of the interval.
  public var mean: Double
  /// Distance from the mean to either end.
  public var halfWidth: Double

  /// An interval of `mean` ± `halfWidth`.
  public init(mean: Double, halfWidth: Double) {
    self.mean = mean
    self.halfWidth = halfWidth
  }

  /// Computes the interval by bootstrap resampling (Koehn 2004).
  ///
  /// - Precondition: at least one row and one sample.
  public init(
    _ metric: some Metric, rows: StatisticsRows, samples: Int = 1_000, seed: ResamplingSeed = .usual
  ) {
    let scores = NumPyArray(metric.resampledScores(rows, samples: samples, seed: seed.number))
    let mean = exactSum(scores.values) / Double(samples)
    self.init(mean: scores.isSingle ? Double(Float(mean)) : mean, halfWidth: scores.interval.halfWidth)
  }
}

/// Sum with compensation of the rounding errors (Neumaier 1974); sacreBLEU uses an exact mean here.
private func exactSum(_ values: [Double]) -> Double {
  var (sum, rest) = (0.0, 0.0)
  for value in values {
    let next = sum + value
    rest += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
  }
  return sum + rest
}

extension Metric {
  /// Scores of corpora of the original size whose segments are drawn with repetition.
  func resampledScores(_ rows: StatisticsRows, samples: Int, seed: UInt64) -> [NumPyNumber] {
    var generator = NumPyGenerator(seed: seed)
    var sum = [NumPyNumber]()
    return (0..<samples).map { _ in
      rows.resampledSum(&generator, into: &sum)
      return value(of: sum)
    }
  }

  /// Double-precision sums as NumPy holds them: integers, except for metrics with mean values.
  func numbers(_ sums: [Double]) -> [NumPyNumber] {
    sums.map { NumPyNumber($0, countsAreIntegers ? .integer : .double) }
  }
}

extension PairedTest: CheckedOptions {
  package static let rules: [OptionRule<PairedTest>] = [.range(\.samples, sampleCounts)]
}
