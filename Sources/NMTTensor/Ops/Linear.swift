import NMTKernels

extension Tape {
  /// y = x · Wᵀ + b.
  ///
  /// - Parameters:
  ///   - x: `[N, in]`.
  ///   - weight: `[out, in]`.
  ///   - bias: `[out]`, or nil.
  ///   - sum: if given, y is added to it in place and it is returned, so a sum of several products needs no copies.
  ///     Must come from `linear` itself or from `gather`, whose backward passes do not read its values.
  ///   - output: destination, `[N, out]`; a new tensor if nil.
  /// - Returns: y, `[N, out]`.
  package func linear(
    _ x: Tensor, _ weight: Parameter, bias: Parameter? = nil, addedTo sum: Tensor? = nil, into output: Tensor? = nil
  ) -> Tensor {
    precondition(x.columns == weight.columns, "linear \(weight.path): x \(x.shape), weight \(weight.shape)")
    precondition(bias == nil || bias!.count == weight.rows, "linear \(weight.path): bias \(bias!.shape)")
    let y = sum ?? output ?? tensor(rows: x.rows, columns: weight.rows)
    precondition(y.rows == x.rows && y.columns == weight.rows, "linear \(weight.path): added to \(y.shape)")
    kernels.product(x.values, parameters.forwardPack(weight), into: y.values, accumulate: sum != nil)
    if let bias { kernels.addBias(value(bias).base, to: y.values) }
    record { $0.linearBackward(x: x, weight: weight, bias: bias, y: y) }
    return y
  }

  /// dx += dy · W;  dW += dyᵀ · x;  db += Σ rows of dy.
  private func linearBackward(x: Tensor, weight: Parameter, bias: Parameter?, y: Tensor) {
    guard let dy = y.gradient else { return }
    if let dx = x.gradient { kernels.product(dy, parameters.backwardPack(weight), into: dx, accumulate: true) }
    addWeightGradient(weight, x: x.values, dy: dy)
    if let bias, let db = gradient(bias) { kernels.sumRows(dy, into: db.base) }
  }
}
