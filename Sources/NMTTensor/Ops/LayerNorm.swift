import NMTKernels

extension Tape {
  /// y = gain ⊙ (x − mean) / √(variance + ε) + bias, rowwise (Ba, Kiros & Hinton 2016, eq. 4); ε = 1e-5.
  ///
  /// - Parameters:
  ///   - x: `[N, D]`.
  ///   - gain, bias: `[D]`.
  package func layerNorm(_ x: Tensor, gain: Parameter, bias: Parameter) -> Tensor {
    precondition(
      gain.count == x.columns && bias.count == x.columns,
      "layerNorm \(gain.path): x \(x.shape), gain \(gain.shape), bias \(bias.shape)")
    let y = tensor(rows: x.rows, columns: x.columns)
    let mean = arena.floats(x.rows)
    let inverse = arena.floats(x.rows)
    kernels.layerNorm(
      x.values, gain: value(gain).base, bias: value(bias).base, epsilon: 1e-5, into: y.values, mean: mean,
      inverse: inverse)
    record { $0.layerNormBackward(x: x, gain: gain, bias: bias, y: y, mean: mean, inverse: inverse) }
    return y
  }

  private func layerNormBackward(
    x: Tensor, gain: Parameter, bias: Parameter, y: Tensor, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>
  ) {
    guard let dy = y.gradient, let dGain = gradient(gain), let dBias = gradient(bias) else { return }
    withScratch {
      let dx = x.gradient ?? matrix(rows: x.rows, columns: x.columns)
      kernels.layerNormBackward(
        x: x.values, gain: value(gain).base, mean: mean, inverse: inverse, dy: dy, dx: dx, dGain: dGain.base,
        dBias: dBias.base)
    }
  }
}
