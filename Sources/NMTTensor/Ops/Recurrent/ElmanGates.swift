package import NMTKernels

/// The step of one Elman direction, h = f(W·x + U·h′ + b).
package struct ElmanGates: RecurrentGates {
  package static let stateCount = 1
  package static let keepsProductsApart = false
  package static let overwritesHiddenGradient = true

  package let activation: Activation
  /// `[H, D]`.
  package let input: Parameter
  /// `[H, H]`.
  package let recurrent: Parameter
  /// `[H]`.
  package let bias: Parameter

  package init(activation: Activation, input: Parameter, recurrent: Parameter, bias: Parameter) {
    precondition(
      input.rows == recurrent.columns && recurrent.rows == input.rows && bias.count == input.rows,
      "Elman \(input.path): input \(input.shape), recurrent \(recurrent.shape), bias \(bias.shape)")
    (self.activation, self.input, self.recurrent, self.bias) = (activation, input, recurrent, bias)
  }

  package func forward(_ t: Int, of run: RecurrentRun, on tape: Tape) {
    tape.kernels.elman(step(t, run, bias: tape.value(bias).base))
  }

  /// Only U carries the gradient from h to h′.
  package func backward(_ t: Int, of run: RecurrentRun, dState: [Matrix], on tape: Tape) {
    let step = step(t, run)
    let dHidden = dState[0].rows(0..<step.rows)
    tape.kernels.elmanBackward(step, dHidden: dHidden, dGates: step.input, dBias: tape.gradient(bias)?.base)
    dHidden.fill(0)
  }

  private func step(_ t: Int, _ run: RecurrentRun, bias: UnsafePointer<Float>? = nil) -> ElmanStep {
    ElmanStep(input: run.gates(t), bias: bias, hidden: run.state(t), activation: activation)
  }
}
