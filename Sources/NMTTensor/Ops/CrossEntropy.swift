import NMTKernels

extension Tape {
  /// Output layer, softmax, label-smoothed cross-entropy and their gradients in blocks of rows, so that the logits of
  /// all rows never exist at once.
  ///
  /// When the tape records, the gradients are computed immediately, while the logits of a block are in the cache: dx +=
  /// dz · W, dW += dzᵀ · x, db += Σ rows of dz with dz = gradientScale · ∂loss/∂logits. Nothing is recorded.
  ///
  /// - Parameters:
  ///   - x: readout, `[R, D]`; has a gradient when the tape records.
  ///   - weight: `[V, D]`, possibly the target embedding.
  ///   - bias: `[V]`.
  ///   - targets: R word ids.
  ///   - smoothing: ε (Szegedy et al. 2016, section 7).
  ///   - outputGradients: takes each block's share of dW; nil for the tape's gradient buffer.
  /// - Returns: the smoothed loss and −log p(target), each summed over all rows.
  package func crossEntropy(
    _ x: Tensor, weight: Parameter, bias: Parameter, targets: [Int32], smoothing: Float, gradientScale: Float,
    outputGradients: (any OutputGradientSink)? = nil
  ) -> (loss: Double, negativeLogLikelihood: Double) {
    precondition(
      x.columns == weight.columns && bias.count == weight.rows && targets.count == x.rows,
      "crossEntropy: x \(x.shape), weight \(weight.shape), bias \(bias.shape), \(targets.count) targets")
    precondition(
      targets.allSatisfy { $0 >= 0 && $0 < weight.rows }, "crossEntropy: a target outside 0..<\(weight.rows)")
    let blocks = LossBlocks(rows: x.rows, vocabulary: weight.rows)
    let ids = arena.copy(targets)
    var sums = (loss: 0.0, negativeLogLikelihood: 0.0)
    withScratch {
      let block = matrix(rows: blocks.largest, columns: weight.rows)
      for range in blocks.ranges {
        let logits = block.rows(0..<range.count)
        kernels.product(x.values.rows(range), parameters.forwardPack(weight), into: logits, accumulate: false)
        let sum = kernels.crossEntropy(
          CrossEntropyRows(
            logits: logits, bias: value(bias).base, targets: ids + range.lowerBound, smoothing: smoothing,
            gradientScale: recordsGradients ? gradientScale : nil, dBias: gradient(bias)?.base))
        sums.loss += sum.loss
        sums.negativeLogLikelihood += sum.negativeLogLikelihood
        addOutputGradients(logits, x.rows(range), weight, to: outputGradients)
      }
    }
    return sums
  }

  private func addOutputGradients(
    _ dz: Matrix, _ x: Tensor, _ weight: Parameter, to sink: (any OutputGradientSink)?
  ) {
    guard let dx = x.gradient else { return }
    kernels.product(dz, parameters.backwardPack(weight), into: dx, accumulate: true)
    let use = WeightUse(x: x.values, dy: dz)
    if let sink {
      sink.take(use)
    } else if let dW = gradient(weight) {
      kernels.weightGradient([use], into: dW, accumulate: true)
    }
  }
}
