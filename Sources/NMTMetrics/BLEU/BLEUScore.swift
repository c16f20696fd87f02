import Foundation

/// Counts from which BLEU is computed, for one segment or summed over many.
public struct BLEUStatistics: MetricStatistics {
  /// Number of words in the hypotheses.
  public var hypothesisLength: Int
  /// Words of the references: per segment the reference closest in length to the hypothesis, the shorter one in a tie.
  public var referenceLength: Int
  /// `matches[n − 1]`: the hypotheses' n-grams found in a reference, each at most as often as in that reference.
  public var matches: [Int]
  /// `totals[n − 1]`: all n-grams of the hypotheses.
  public var totals: [Int]

  /// Statistics from counts.
  ///
  /// - Precondition: `matches` and `totals` have one count per order.
  public init(hypothesisLength: Int, referenceLength: Int, matches: [Int], totals: [Int]) {
    precondition(matches.count == totals.count, "\(matches.count) orders of matches, \(totals.count) of totals")
    self.hypothesisLength = hypothesisLength
    self.referenceLength = referenceLength
    self.matches = matches
    self.totals = totals
  }

  /// Zero statistics.
  public init(maximumOrder: Int) {
    let zeros = [Int](repeating: 0, count: maximumOrder)
    self.init(hypothesisLength: 0, referenceLength: 0, matches: zeros, totals: zeros)
  }

  /// Lengths of hypothesis and reference, matches, totals.
  public var numbers: [Double] {
    [Double(hypothesisLength), Double(referenceLength)] + matches.map(Double.init) + totals.map(Double.init)
  }

  /// Adds the counts of further segments.
  ///
  /// - Precondition: both have the same maximum order.
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

/// BLEU and its components.
public struct BLEUScore: MetricScore {
  public let name = "BLEU"
  /// BLEU, 0 to 100.
  public let value: Double
  /// Smoothed n-gram precisions in percent, for n = 1 to the maximum order.
  public let precisions: [Double]
  /// Factor for hypotheses shorter than their references, 0 to 1; 1 for no penalty.
  public let brevityPenalty: Double
  /// Counts from which the score was computed.
  public let statistics: BLEUStatistics

  /// Length of the hypotheses divided by that of the references; 0 without references.
  public var lengthRatio: Double {
    statistics.referenceLength == 0 ? 0 : Double(statistics.hypothesisLength) / Double(statistics.referenceLength)
  }

  /// Components in sacreBLEU's format: `77.8/60.0/… (BP = 1.000 ratio = 1.000 hyp_len = 9 ref_len = 9)`.
  public var details: String {
    let parts = precisions.map { String(format: "%.1f", $0) }.joined(separator: "/")
    let numbers = String(format: "(BP = %.3f ratio = %.3f", brevityPenalty, lengthRatio)
    return "\(parts) \(numbers) hyp_len = \(statistics.hypothesisLength) ref_len = \(statistics.referenceLength))"
  }

  init(_ statistics: BLEUStatistics, _ options: BLEUOptions) {
    self.statistics = statistics
    let formula = BLEUFormula(statistics.numbers, options)
    brevityPenalty = formula.brevityPenalty
    precisions = formula.precisions
    value = formula.value
  }
}
