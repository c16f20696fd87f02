import Foundation

/// BLEU from its counts: brevity penalty × geometric mean of the precisions (Papineni et al. 2002, section 2.3).
/// Operations are in sacreBLEU's order, so that the digits are the same.
struct BLEUFormula<Number: ScoreNumber> {
  /// BLEU, 0 to 100.
  private(set) var value = 0.0
  /// Smoothed precisions in percent, for n = 1 to the maximum order.
  private(set) var precisions: [Number]
  /// Brevity penalty, 0 to 1.
  let brevityPenalty: Double

  /// - Parameter numbers: lengths of hypothesis and reference, matches, totals.
  init(_ numbers: [Number], _ options: BLEUOptions) {
    let order = options.maximumOrder
    precondition(numbers.count == 2 + 2 * order, "\(numbers.count) numbers for order \(order)")
    brevityPenalty = Self.brevityPenalty(numbers[0].double.rounded(.down), numbers[1].double.rounded(.down))
    precisions = [Number](repeating: Number(0), count: order)
    guard numbers[2..<(2 + order)].contains(where: { $0.double != 0 }) else { return }
    let last = smooth(numbers, options.smoothing)
    let used = options.effectiveOrder ? last : order
    // The logarithm used for zero is low enough to make the score 0, but finite, so that it cannot produce a NaN.
    let logSum = precisions[..<used].reduce(0) { $0 + ($1.double == 0 ? -9_999_999_999 : log($1.double)) }
    value = brevityPenalty * exp(logSum / Double(used))
  }

  private static func brevityPenalty(_ hypothesisLength: Double, _ referenceLength: Double) -> Double {
    if hypothesisLength >= referenceLength { return 1 }
    return hypothesisLength == 0 ? 0 : exp(1 - referenceLength / hypothesisLength)
  }

  /// Fills `precisions` and returns the highest order for which the hypothesis has n-grams.
  private mutating func smooth(_ numbers: [Number], _ smoothing: BLEUSmoothing) -> Int {
    let order = precisions.count
    var last = order
    var halves = 1.0
    for index in 0..<order {
      var matches = numbers[2 + index]
      var total = numbers[2 + order + index]
      if case .addK(let value) = smoothing, index > 0 {
        matches.increase(by: value)
        total.increase(by: value)
      }
      if total.double == 0 { break }
      last = index + 1
      if matches.double != 0 {
        precisions[index] = Number(100) * matches / total
      } else if case .exponential = smoothing {
        halves *= 2
        precisions[index] = Number(100) / (Number(halves) * total)
      } else if case .floor(let value) = smoothing {
        precisions[index] = Number(100 * value) / total
      }
    }
    return last
  }
}
