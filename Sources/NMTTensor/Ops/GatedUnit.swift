import NMTKernels

extension Tape {
  /// y = tanh(a) ⊙ σ(b) for x = (a, b) (van den Oord et al. 2016, "WaveNet", eq. 2).
  ///
  /// - Parameter x: `[N, 2H]`; overwritten. The op that produced x must not read its values in the backward pass.
  /// - Returns: y, `[N, H]`.
  package func gatedUnit(overwriting x: Tensor) -> Tensor {
    let y = tensor(rows: x.rows, columns: x.columns / 2)
    kernels.gatedUnit(x.values, into: y.values)
    record { tape in
      guard let dy = y.gradient, let dx = x.gradient else { return }
      tape.kernels.gatedUnitBackward(activations: x.values, dy: dy, into: dx)
    }
    return y
  }
}
