import NMTKernels

extension Tape {
  /// Output layer, softmax, label-smoothed cross-entropy and their gradients in blocks of rows; the logits of all rows
  /// never exist at once.
  ///
  /// When the tape records, the gradients are taken here and now, while a block's logits are warm:
  /// dx += dz · W, dW += dzᵀ · x, db += Σ rows of dz with dz = gradientScale · ∂loss/∂logits; nothing is recorded.
  ///
  /// - Parameters:
  ///   - x: readout, `[R, D]`; with a gradient when the tape records.
  ///   - weight: `[V, D]`, perhaps the target embedding.
  ///   - bias: `[V]`.
  ///   - targets: R word ids.
  ///   - smoothing: ε (Szegedy et al. 2016, section 7).
  /// - Returns: sums over all rows of the smoothed loss and of −log p(target).
  public func crossEntropy(
    _ x: Tensor, weight: Parameter, bias: Parameter, targets: [Int32], smoothing: Float, gradientScale: Float
  ) -> (loss: Double, negativeLogLikelihood: Double) {
    precondition(
      x.columns == weight.columns && bias.count == weight.rows && targets.count == x.rows,
      "crossEntropy: x \(x.shape), weight \(weight.shape), bias \(bias.shape), \(targets.count) targets")
    precondition(
      targets.allSatisfy { $0 >= 0 && $0 < weight.rows }, "crossEntropy: a target outside 0..<\(weight.rows)")
    let blockRows = 256
    let ids = arena.copy(targets)
    var sums = (loss: 0.0, negativeLogLikelihood: 0.0)
    withScratch {
      let block = matrix(rows: min(blockRows, x.rows), columns: weight.rows)
      for first in stride(from: 0, to: x.rows, by: blockRows) {
        let range = first..<min(first + blockRows, x.rows)
        let logits = block.rows(0..<range.count)
        kernels.product(x.values.rows(range), parameters.forwardPack(weight), into: logits, accumulate: false)
        kernels.addBias(value(bias).base, to: logits)
        let sum = kernels.crossEntropy(
          logits, targets: ids + first, smoothing: smoothing, gradientScale: recordsGradients ? gradientScale : nil)
        sums.loss += sum.loss
        sums.negativeLogLikelihood += sum.negativeLogLikelihood
        addOutputGradients(logits, x.rows(range), weight, bias)
      }
    }
    return sums
  }

  private func addOutputGradients(_ dz: Matrix, _ x: Tensor, _ weight: Parameter, _ bias: Parameter) {
    guard let dx = x.gradient, let dW = gradient(weight), let db = gradient(bias) else { return }
    kernels.product(dz, parameters.backwardPack(weight), into: dx, accumulate: true)
    kernels.product(dz, transposed: true, x.values, transposed: false, into: dW, accumulate: true)
    kernels.sumRows(dz, into: db.base)
  }
}
