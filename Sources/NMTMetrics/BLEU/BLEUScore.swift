import Foundation

/// The counts that BLEU is made of, of one segment or summed over many.
public struct BLEUStatistics: MetricStatistics {
  /// Words of the hypotheses.
  public var hypothesisLength: Int
  /// Words of the references: of each segment's, the one closest in length to the hypothesis, the shorter of two.
  public var referenceLength: Int
  /// `matches[n − 1]`: the hypotheses' n-grams that are in a reference, each as often as in the reference at most.
  public var matches: [Int]
  /// `totals[n − 1]`: the hypotheses' n-grams.
  public var totals: [Int]

  public init(hypothesisLength: Int, referenceLength: Int, matches: [Int], totals: [Int]) {
    precondition(matches.count == totals.count, "\(matches.count) orders of matches, \(totals.count) of totals")
    self.hypothesisLength = hypothesisLength
    self.referenceLength = referenceLength
    self.matches = matches
    self.totals = totals
  }

  /// The statistics of no segment.
  public init(maximumOrder: Int) {
    let zeros = [Int](repeating: 0, count: maximumOrder)
    self.init(hypothesisLength: 0, referenceLength: 0, matches: zeros, totals: zeros)
  }

  public static func += (sum: inout BLEUStatistics, other: BLEUStatistics) {
    precondition(sum.matches.count == other.matches.count, "statistics of different maximum orders")
    sum.hypothesisLength += other.hypothesisLength
    sum.referenceLength += other.referenceLength
    for order in sum.matches.indices {
      sum.matches[order] += other.matches[order]
      sum.totals[order] += other.totals[order]
    }
  }
}

/// BLEU and the parts that it was made of.
public struct BLEUScore: MetricScore {
  public let name = "BLEU"
  /// 0 to 100.
  public let value: Double
  /// In percent, for n = 1 to the maximum order, smoothed.
  public let precisions: [Double]
  /// 0 to 1.
  public let brevityPenalty: Double
  public let statistics: BLEUStatistics

  /// Length of the hypotheses divided by that of the references; 0 without references.
  public var lengthRatio: Double {
    statistics.referenceLength == 0 ? 0 : Double(statistics.hypothesisLength) / Double(statistics.referenceLength)
  }

  /// sacreBLEU's words: `77.8/60.0/… (BP = 1.000 ratio = 1.000 hyp_len = 9 ref_len = 9)`.
  public var details: String {
    let parts = precisions.map { String(format: "%.1f", $0) }.joined(separator: "/")
    let numbers = String(format: "(BP = %.3f ratio = %.3f", brevityPenalty, lengthRatio)
    return "\(parts) \(numbers) hyp_len = \(statistics.hypothesisLength) ref_len = \(statistics.referenceLength))"
  }

  /// Computes the score: brevity penalty × geometric mean of the precisions (Papineni et al. 2002, section 2.3), with
  /// the operations in sacreBLEU's order, so that the digits are the same.
  init(_ statistics: BLEUStatistics, smoothing: BLEUSmoothing, effectiveOrder: Bool) {
    self.statistics = statistics
    brevityPenalty = BLEUScore.brevityPenalty(statistics.hypothesisLength, statistics.referenceLength)
    guard statistics.matches.contains(where: { $0 != 0 }) else {
      precisions = [Double](repeating: 0, count: statistics.matches.count)
      value = 0
      return
    }
    let (precisions, order) = BLEUScore.precisions(statistics, smoothing)
    self.precisions = precisions
    let used = effectiveOrder ? order : precisions.count
    // A zero's logarithm is so low that the score becomes 0, but is no infinity that could make a NaN.
    let logSum = precisions[..<used].reduce(0) { $0 + ($1 == 0 ? -9_999_999_999 : log($1)) }
    value = brevityPenalty * exp(logSum / Double(used))
  }

  private static func brevityPenalty(_ hypothesisLength: Int, _ referenceLength: Int) -> Double {
    if hypothesisLength >= referenceLength { return 1 }
    return hypothesisLength == 0 ? 0 : exp(1 - Double(referenceLength) / Double(hypothesisLength))
  }

  /// The smoothed precisions in percent, and the last order for which the hypothesis has n-grams.
  private static func precisions(_ statistics: BLEUStatistics, _ smoothing: BLEUSmoothing) -> ([Double], order: Int) {
    var precisions = [Double](repeating: 0, count: statistics.matches.count)
    var order = precisions.count
    var halves = 1.0
    for index in precisions.indices {
      var matches = Double(statistics.matches[index])
      var total = Double(statistics.totals[index])
      if case .addK(let value) = smoothing, index > 0 {
        matches += value
        total += value
      }
      if total == 0 { break }
      order = index + 1
      if matches != 0 {
        precisions[index] = 100 * matches / total
      } else if case .exponential = smoothing {
        halves *= 2
        precisions[index] = 100 / (halves * total)
      } else if case .floor(let value) = smoothing {
        precisions[index] = 100 * value / total
      }
    }
    return (precisions, order)
  }
}
