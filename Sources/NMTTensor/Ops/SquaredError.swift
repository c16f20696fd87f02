import NMTKernels

extension Tape {
  /// Σ over rows of |x − target|², for numeric outputs.
  ///
  /// As in `crossEntropy`, a recording tape computes the gradient immediately: dx += gradientScale · 2(x − target).
  ///
  /// - Parameters:
  ///   - x: `[R, D]`.
  ///   - targets: R · D numbers, row by row.
  package func squaredError(_ x: Tensor, targets: [Float], gradientScale: Float) -> Double {
    precondition(targets.count == x.rows * x.columns, "squaredError: x \(x.shape), \(targets.count) targets")
    var sum = 0.0
    for r in 0..<x.rows {
      for k in 0..<x.columns {
        let difference = x.values.row(r)[k] - targets[r * x.columns + k]
        sum += Double(difference) * Double(difference)
        x.gradient?.row(r)[k] += 2 * gradientScale * difference
      }
    }
    return sum
  }
}
