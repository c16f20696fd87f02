/// Arithmetic on the rows of matrices.
package protocol RowKernels: Sendable {
  /// Every row of C += bias.
  func addBias(_ bias: UnsafePointer<Float>, to c: Matrix)
  /// sum[k] += Σ over rows of C[r,k], rows in order.
  func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>)
  /// Row k of `out` = row ids[k] of `table`.
  func gather(_ table: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix)
  /// Row ids[k] of `table` += row k of `rows`, k in order.
  func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into table: Matrix)
  /// Softmax of every row, in place, with the maximum subtracted.
  func softmax(_ x: Matrix)
  /// x = x − log Σ exp x for every row, in place.
  func logSoftmax(_ x: Matrix)
  /// dx += y ⊙ (dy − Σ dy⊙y), rowwise.
  func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix)
  /// y = gain ⊙ (x − mean)/√(variance + ε) + bias, rowwise; `mean` and `inverse` (1/√…) are kept per row
  /// (Ba, Kiros & Hinton 2016, eq. 4).
  func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>)
  /// With n = (x − mean)·inverse and d = gain ⊙ dy:  dx += inverse · (d − mean(d) − n · mean(d ⊙ n)),
  /// dGain += Σ dy ⊙ n, dBias += Σ dy.
  func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>)
}
