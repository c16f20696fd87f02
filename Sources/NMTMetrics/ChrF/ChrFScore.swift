/// The counts that chrF is made of, of one segment (against its best reference) or summed over many.
///
/// Index 0 is the n-grams of one character; those of words follow the longest of characters.
public struct ChrFStatistics: MetricStatistics {
  /// The hypotheses' n-grams, but 0 for a segment whose reference has none of that order.
  public var hypothesis: [Int]
  public var reference: [Int]
  public var matches: [Int]

  public init(hypothesis: [Int], reference: [Int], matches: [Int]) {
    precondition(hypothesis.count == reference.count && matches.count == reference.count, "counts of different orders")
    self.hypothesis = hypothesis
    self.reference = reference
    self.matches = matches
  }

  /// The statistics of no segment; `order` is the sum of both orders.
  public init(order: Int) {
    let zeros = [Int](repeating: 0, count: order)
    self.init(hypothesis: zeros, reference: zeros, matches: zeros)
  }

  public static func += (sum: inout ChrFStatistics, other: ChrFStatistics) {
    precondition(sum.matches.count == other.matches.count, "statistics of different orders")
    for index in sum.matches.indices {
      sum.hypothesis[index] += other.hypothesis[index]
      sum.reference[index] += other.reference[index]
      sum.matches[index] += other.matches[index]
    }
  }
}

/// A chrF score; its name tells beta and word order: `chrF2`, `chrF2++`.
public struct ChrFScore: MetricScore {
  public let name: String
  /// 0 to 100.
  public let value: Double
  public let details = ""

  init(_ statistics: ChrFStatistics, _ options: ChrFOptions) {
    name = "chrF\(options.beta)" + String(repeating: "+", count: options.wordOrder)
    value = ChrFScore.value(statistics, options)
  }

  /// The F-score, with the operations in sacreBLEU's order, so that the digits are the same.
  static func value(_ statistics: ChrFStatistics, _ options: ChrFOptions) -> Double {
    let epsilon = 1e-16
    let factor = Double(options.beta * options.beta)
    var (sum, precisions, recalls, used) = (0.0, 0.0, 0.0, 0)
    for index in statistics.matches.indices {
      let (hypothesis, reference) = (statistics.hypothesis[index], statistics.reference[index])
      let matches = Double(statistics.matches[index])
      let precision = hypothesis > 0 ? matches / Double(hypothesis) : epsilon
      let recall = reference > 0 ? matches / Double(reference) : epsilon
      let denominator = factor * precision + recall
      sum += denominator > 0 ? (1 + factor) * precision * recall / denominator : epsilon
      if hypothesis > 0 && reference > 0 {
        precisions += precision
        recalls += recall
        used += 1
      }
    }
    if options.epsilonSmoothing { return 100 * sum / Double(statistics.matches.count) }
    guard used > 0 else { return 0 }
    let (precision, recall) = (precisions / Double(used), recalls / Double(used))
    guard precision + recall != 0 else { return 0 }
    return 100 * ((1 + factor) * precision * recall / (factor * precision + recall))
  }
}
