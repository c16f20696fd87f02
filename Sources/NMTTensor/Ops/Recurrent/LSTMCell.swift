import NMTKernels

extension Tape {
  /// One LSTM step from its pre-activations: c = σ(f)·c′ + σ(i)·tanh(g), h = σ(o)·tanh(c), where (i, f, g, o) are the
  /// four blocks of x (Hochreiter & Schmidhuber 1997; Gers et al. 2000).
  ///
  /// - Parameters:
  ///   - x: pre-activations, `[N, 4H]`; overwritten. A sum of products from `linear` or `gather`, whose backward passes
  ///     do not read its values, and that nothing else reads.
  ///   - previousCell: c′, `[N, H]`.
  /// - Returns: h and c, `[N, H]`.
  package func lstmCell(overwriting x: Tensor, previousCell: Tensor) -> (hidden: Tensor, cell: Tensor) {
    let N = x.rows
    let H = previousCell.columns
    precondition(
      x.columns == 4 * H && previousCell.rows == N, "lstmCell: input \(x.shape), cell \(previousCell.shape)")
    let hidden = stateTensor(rows: N, columns: H)
    let cell = stateTensor(rows: N, columns: H)
    let step = LSTMStep(
      input: x.values, previousCell: previousCell.values, gates: x.values, cell: cell.values, hidden: hidden.values)
    kernels.lstm(step)
    record { tape in
      guard let dHidden = hidden.gradient, let dCell = cell.gradient, let dGates = x.gradient else { return }
      tape.kernels.lstmBackward(step, dHidden: dHidden, dCell: dCell, dGates: dGates, dBias: nil)
      previousCell.gradient?.add(dCell, tape.kernels)
    }
    return (hidden, cell)
  }
}
