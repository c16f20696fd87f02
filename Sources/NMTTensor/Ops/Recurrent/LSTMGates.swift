package import NMTKernels

/// The gates of one LSTM direction, in the order (i, f, g, o) down the rows; `Tape.lstmCell` has the equations.
package struct LSTMGates: RecurrentGates {
  package static let stateCount = 2
  package static let keepsProductsApart = false
  package static let overwritesHiddenGradient = false

  /// `[4H, D]`.
  package let input: Parameter
  /// `[4H, H]`.
  package let recurrent: Parameter
  /// `[4H]`: one bias, the sum of PyTorch's two.
  package let bias: Parameter

  package init(input: Parameter, recurrent: Parameter, bias: Parameter) {
    precondition(
      input.rows == 4 * recurrent.columns && recurrent.rows == input.rows && bias.count == input.rows,
      "LSTM \(input.path): input \(input.shape), recurrent \(recurrent.shape), bias \(bias.shape)")
    (self.input, self.recurrent, self.bias) = (input, recurrent, bias)
  }

  package func forward(_ t: Int, of run: RecurrentRun, on tape: Tape) {
    tape.kernels.lstm(step(t, run, bias: tape.value(bias).base))
  }

  package func backward(_ t: Int, of run: RecurrentRun, dState: [Matrix], on tape: Tape) {
    let step = step(t, run)
    tape.kernels.lstmBackward(
      step, dHidden: dState[0].rows(0..<step.rows), dCell: dState[1].rows(0..<step.rows), dGates: step.gates,
      dBias: tape.gradient(bias)?.base)
  }

  private func step(_ t: Int, _ run: RecurrentRun, bias: UnsafePointer<Float>? = nil) -> LSTMStep {
    let gates = run.gates(t)
    return LSTMStep(
      input: gates, bias: bias, previousCell: run.previous(t, part: 1), gates: gates, cell: run.state(t, part: 1),
      hidden: run.state(t))
  }
}
