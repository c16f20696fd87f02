/// Counts from which chrF is computed, for one segment (against its best reference) or summed over many.
///
/// Index 0 is for character unigrams; word n-grams follow the longest character n-grams.
public struct ChrFStatistics: MetricStatistics {
  /// N-grams of the hypotheses per order; 0 for a segment whose reference has none of that order.
  public var hypothesis: [Int]
  /// N-grams of the references per order.
  public var reference: [Int]
  /// N-grams shared by hypothesis and reference per order; a repeated one counts at most as often as it occurs in both.
  public var matches: [Int]

  /// Statistics from counts.
  ///
  /// - Precondition: all three have one count per order.
  public init(hypothesis: [Int], reference: [Int], matches: [Int]) {
    precondition(hypothesis.count == reference.count && matches.count == reference.count, "counts of different orders")
    self.hypothesis = hypothesis
    self.reference = reference
    self.matches = matches
  }

  /// Zero statistics; `order` is the sum of both orders.
  public init(order: Int) {
    let zeros = [Int](repeating: 0, count: order)
    self.init(hypothesis: zeros, reference: zeros, matches: zeros)
  }

  /// Hypothesis, reference and matches of each order in turn.
  public var numbers: [Double] {
    matches.indices.flatMap { [Double(hypothesis[$0]), Double(reference[$0]), Double(matches[$0])] }
  }

  /// Adds the counts of further segments.
  ///
  /// - Precondition: both have the same orders.
  public static func += (sum: inout ChrFStatistics, other: ChrFStatistics) {
    precondition(sum.matches.count == other.matches.count, "statistics of different orders")
    for index in sum.matches.indices {
      sum.hypothesis[index] += other.hypothesis[index]
      sum.reference[index] += other.reference[index]
      sum.matches[index] += other.matches[index]
    }
  }
}

/// A chrF score; its name includes beta and the word order: `chrF2`, `chrF2++`.
public struct ChrFScore: MetricScore {
  public let name: String
  /// ChrF, 0 to 100.
  public let value: Double
  public let details = ""

  init(_ statistics: ChrFStatistics, _ options: ChrFOptions) {
    name = "chrF\(options.beta)" + String(repeating: "+", count: options.wordOrder)
    value = ChrFScore.value(statistics.numbers, options)
  }

  /// Computes the F-score. Operations are in sacreBLEU's order, so that the digits are the same.
  static func value<Number: ScoreNumber>(_ numbers: [Number], _ options: ChrFOptions) -> Number {
    let epsilon = Number(1e-16)
    let factor = Number(Double(options.beta * options.beta))
    let factorPlusOne = Number(Double(options.beta * options.beta + 1))
    var (sum, precisions, recalls, used) = (Number(0), Number(0), Number(0), 0)
    for index in stride(from: 0, to: numbers.count, by: 3) {
      let (hypothesis, reference, matches) = (numbers[index], numbers[index + 1], numbers[index + 2])
      let precision = hypothesis.double > 0 ? matches / hypothesis : epsilon
      let recall = reference.double > 0 ? matches / reference : epsilon
      let denominator = factor * precision + recall
      sum = sum + (denominator.double > 0 ? factorPlusOne * precision * recall / denominator : epsilon)
      if hypothesis.double > 0 && reference.double > 0 {
        precisions = precisions + precision
        recalls = recalls + recall
        used += 1
      }
    }
    if options.epsilonSmoothing { return Number(100) * sum / Number(Double(numbers.count / 3)) }
    guard used > 0 else { return Number(0) }
    let (precision, recall) = (precisions / Number(Double(used)), recalls / Number(Double(used)))
    guard (precision + recall).double != 0 else { return Number(0) }
    return Number(100) * (factorPlusOne * precision * recall / (factor * precision + recall))
  }
}
