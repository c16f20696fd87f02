package import NMTKernels

/// The gates of one GRU direction, in the order (r, z, n) down the rows; `GRUStep` has the equations.
package struct GRUGates: RecurrentGates {
  package static let stateCount = 1
  package static let keepsProductsApart = true
  package static let overwritesHiddenGradient = true

  /// `[3H, D]`.
  package let input: Parameter
  /// `[3H, H]`.
  package let recurrent: Parameter
  /// `[3H]`.
  package let bias: Parameter
  /// `[H]`, added to the product that the reset gate scales.
  package let recurrentBias: Parameter

  package init(input: Parameter, recurrent: Parameter, bias: Parameter, recurrentBias: Parameter) {
    precondition(
      input.rows == 3 * recurrent.columns && recurrent.rows == input.rows && bias.count == input.rows
        && recurrentBias.count == recurrent.columns,
      "GRU \(input.path): input \(input.shape), recurrent \(recurrent.shape), bias \(bias.shape)")
    (self.input, self.recurrent, self.bias, self.recurrentBias) = (input, recurrent, bias, recurrentBias)
  }

  package func forward(_ t: Int, of run: RecurrentRun, on tape: Tape) { tape.kernels.gru(step(t, run, tape)) }

  package func backward(_ t: Int, of run: RecurrentRun, dState: [Matrix], on tape: Tape) {
    let step = step(t, run, tape)
    tape.kernels.gruBackward(
      step, dHidden: dState[0].rows(0..<step.rows), dGates: step.gates, dRecurrent: step.recurrent,
      dBias: tape.gradient(bias)?.base, dRecurrentBias: tape.gradient(recurrentBias)?.base)
  }

  private func step(_ t: Int, _ run: RecurrentRun, _ tape: Tape) -> GRUStep {
    let gates = run.gates(t)
    return GRUStep(
      input: gates, recurrent: run.products(t), bias: tape.value(bias).base,
      recurrentBias: UnsafePointer(tape.value(recurrentBias).base), previous: run.previous(t), gates: gates,
      hidden: run.state(t))
  }
}
