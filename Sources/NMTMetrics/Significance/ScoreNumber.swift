/// Arithmetic of a score's formula: `Double` for the score itself, `NumPyNumber` for resampled scores.
public protocol ScoreNumber {
  /// A constant of the formula.
  init(_ value: Double)
  /// The value as a Double, without rounding.
  var double: Double { get }
  /// Adds two numbers.
  static func + (left: Self, right: Self) -> Self
  /// Multiplies two numbers.
  static func * (left: Self, right: Self) -> Self
  /// Divides two numbers.
  static func / (left: Self, right: Self) -> Self
  /// Adds a smoothing value to a count in place.
  mutating func increase(by value: Double)
}

extension Double: ScoreNumber {
  public var double: Double { self }
  public mutating func increase(by value: Double) { self += value }
}

/// A number as Python and NumPy 2 represent it in sacreBLEU's resampling, with their rounding.
///
/// Resampled sums are in single precision, and so is every result computed from one (NEP 50: a Python number takes the
/// array's type); in approximate randomization they are integers. Without this, a p-value could differ from sacreBLEU's
/// in its last digits.
package struct NumPyNumber: ScoreNumber {
  package enum Kind: Sendable {
    /// A Python float, or a 64-bit NumPy float.
    case double
    case single
    case integer
  }

  package private(set) var double: Double
  package private(set) var kind: Kind

  package init(_ value: Double) { self.init(value, .double) }

  /// - Parameter value: value that already has the kind's precision.
  package init(_ value: Double, _ kind: Kind) {
    double = value
    self.kind = kind
  }

  @inline(__always)
  private init(_ left: NumPyNumber, _ right: NumPyNumber, _ operation: (Double, Double) -> Double) {
    if left.kind == .single || right.kind == .single {
      // Both operands are rounded first, and a Double holds the product of two singles exactly and their sum and
      // quotient nearly exactly: rounding once more yields the single-precision result (Figueroa 1995).
      self.init(
        Double(Float(operation(Double(Float(left.double)), Double(Float(right.double))))), .single)
    } else {
      self.init(operation(left.double, right.double), .double)
    }
  }

  package static func + (left: NumPyNumber, right: NumPyNumber) -> NumPyNumber { NumPyNumber(left, right, +) }
  package static func * (left: NumPyNumber, right: NumPyNumber) -> NumPyNumber { NumPyNumber(left, right, *) }
  package static func / (left: NumPyNumber, right: NumPyNumber) -> NumPyNumber { NumPyNumber(left, right, /) }

  /// Adds in place as NumPy does: an integer array drops the fraction, a single-precision one rounds.
  package mutating func increase(by value: Double) {
    switch kind {
    case .double: double += value
    case .single: double = Double(Float(double) + Float(value))
    case .integer: double = (double + value).rounded(.towardZero)
    }
  }
}

/// Scores of resampled corpora as NumPy holds them: a single-precision array if all are single, else double.
struct NumPyArray {
  let values: [Double]
  let isSingle: Bool

  init(_ numbers: [NumPyNumber]) {
    values = numbers.map(\.double)
    isSingle = numbers.allSatisfy { $0.kind == .single }
  }

  private init(_ values: [Double], isSingle: Bool) {
    self.values = isSingle ? values.map { Double(Float($0)) } : values
    self.isSingle = isSingle
  }

  /// |a − b| for each pair.
  static func distances(_ a: NumPyArray, _ b: NumPyArray) -> NumPyArray {
    NumPyArray(zip(a.values, b.values).map { abs($0 - $1) }, isSingle: a.isSingle && b.isSingle)
  }

  /// All values minus a number of the same precision.
  func lowered(by value: Double) -> NumPyArray { NumPyArray(values.map { $0 - value }, isSingle: isSingle) }

  /// Number of values larger than a Python float.
  func countAbove(_ limit: Double) -> Int {
    let limit = isSingle ? Double(Float(limit)) : limit
    return values.reduce(0) { $0 + ($1 > limit ? 1 : 0) }
  }

  /// `numpy.mean`: pairwise summation in the array's own precision.
  var mean: Double {
    if isSingle { return Double(pairwiseSum(values.map { Float($0) }[...]) / Float(values.count)) }
    return pairwiseSum(values[...]) / Double(values.count)
  }

  /// Mean, and half the width of the values after dropping a fortieth at either end.
  var interval: ConfidenceInterval {
    let sorted = NumPyArray(values.sorted(), isSingle: isSingle)
    let lower = values.count / 40
    let kind: NumPyNumber.Kind = isSingle ? .single : .double
    let width =
      NumPyNumber(sorted.values[values.count - lower - 1], kind) + NumPyNumber(-sorted.values[lower], kind)
    return ConfidenceInterval(mean: sorted.mean, halfWidth: 0.5 * width.double)
  }
}

/// NumPy's order of summation: splits in halves down to 128 values, which are summed in eight interleaved sums.
private func pairwiseSum<Value: BinaryFloatingPoint>(_ values: ArraySlice<Value>) -> Value {
  let (first, count) = (values.startIndex, values.count)
  if count < 8 { return values.reduce(-0.0, +) }
  if count > 128 {
    let middle = first + count / 2 - (count / 2) % 8
    return pairwiseSum(values[..<middle]) + pairwiseSum(values[middle...])
  }
  var sums = Array(values[first..<(first + 8)])
  let whole = count - count % 8
  for index in 8..<max(8, whole) { sums[index % 8] += values[first + index] }
  let total = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
  return values[(first + whole)...].reduce(total, +)
}
