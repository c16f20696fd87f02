import NMTKernels

extension Tape {
  /// One LSTM step from its pre-activations: c = σ(f)·c′ + σ(i)·tanh(g), h = σ(o)·tanh(c), where (i, f, g, o) are the
  /// four blocks of input + recurrent (Hochreiter & Schmidhuber 1997; Gers et al. 2000).
  ///
  /// - Parameters:
  ///   - input: `[N, 4H]`, product of the input with bias.
  ///   - recurrent: `[N, 4H]`, product of the previous hidden state.
  ///   - previousCell: c′, `[N, H]`.
  /// - Returns: h and c, `[N, H]`.
  public func lstmCell(input: Tensor, recurrent: Tensor, previousCell: Tensor) -> (hidden: Tensor, cell: Tensor) {
    let N = input.rows
    let H = previousCell.columns
    precondition(
      input.columns == 4 * H && recurrent.columns == 4 * H && recurrent.rows == N && previousCell.rows == N,
      "lstmCell: input \(input.shape), recurrent \(recurrent.shape), cell \(previousCell.shape)")
    let hidden = tensor(rows: N, columns: H)
    let cell = tensor(rows: N, columns: H)
    let step = LSTMStep(
      input: input.values, recurrent: recurrent.values, previousCell: previousCell.values,
      gates: matrix(rows: N, columns: 4 * H), cell: cell.values, hidden: hidden.values)
    kernels.lstm(step)
    record { tape in
      guard let dHidden = hidden.gradient, let dCell = cell.gradient else { return }
      tape.withScratch {
        let dGates = tape.matrix(rows: N, columns: 4 * H)
        tape.kernels.lstmBackward(step, dHidden: dHidden, dCell: dCell, dGates: dGates, dBias: nil)
        input.gradient?.add(dGates, tape.kernels)
        recurrent.gradient?.add(dGates, tape.kernels)
        previousCell.gradient?.add(dCell, tape.kernels)
      }
    }
    return (hidden, cell)
  }
}
