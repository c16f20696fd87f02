// Gates of the cells and the gated unit, described once for all decorators. Matrices of an LSTM step may have more rows
// than are live.
extension KernelDecorator {
  package func lstm(_ step: LSTMStep) {
    let (N, H) = (step.rows, step.width)
    perform(
      .gates,
      KernelCall(
        "lstm",
        [
          .reads("input", step.input, N, 4 * H, orMoreRows: true), .reads("bias", step.bias, count: 4 * H),
          .reads("previousCell", step.previousCell, N, H, orMoreRows: true),
          .overwrites("gates", step.gates, N, 4 * H, orMoreRows: true, mayBe: "input"),
          .overwrites("cell", step.cell, N, H, orMoreRows: true), .overwrites("hidden", step.hidden, N, H),
        ])
    ) { base.lstm(step) }
  }

  package func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    let (N, H) = (step.rows, step.width)
    perform(
      .gates,
      KernelCall(
        "lstmBackward",
        [
          .reads("gates", step.gates, N, 4 * H, orMoreRows: true), .reads("cell", step.cell, N, H, orMoreRows: true),
          .reads("previousCell", step.previousCell, N, H, orMoreRows: true),
          .reads("dHidden", dHidden, N, H, orMoreRows: true), .updates("dCell", dCell, N, H, orMoreRows: true),
          .overwrites("dGates", dGates, N, 4 * H, orMoreRows: true, mayBe: "gates"),
          .updates("dBias", dBias, count: 4 * H),
        ])
    ) { base.lstmBackward(step, dHidden: dHidden, dCell: dCell, dGates: dGates, dBias: dBias) }
  }

  package func elman(_ step: ElmanStep) {
    let (N, H) = (step.rows, step.width)
    perform(
      .gates,
      KernelCall(
        "elman",
        [
          .reads("input", step.input, N, H), .reads("bias", step.bias, count: H),
          .overwrites("hidden", step.hidden, N, H, mayBe: "input"),
        ])
    ) { base.elman(step) }
  }

  package func elmanBackward(
    _ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    let (N, H) = (step.rows, step.width)
    perform(
      .gates,
      KernelCall(
        "elmanBackward",
        [
          .reads("hidden", step.hidden, N, H), .reads("dHidden", dHidden, N, H), .overwrites("dGates", dGates, N, H),
          .updates("dBias", dBias, count: H),
        ])
    ) { base.elmanBackward(step, dHidden: dHidden, dGates: dGates, dBias: dBias) }
  }

  package func gru(_ step: GRUStep) {
    let (N, H) = (step.rows, step.width)
    perform(
      .gates,
      KernelCall(
        "gru",
        [
          .reads("input", step.input, N, 3 * H), .updates("recurrent", step.recurrent, N, 3 * H),
          .reads("bias", step.bias, count: 3 * H), .reads("recurrentBias", step.recurrentBias, count: H),
          .reads("previous", step.previous, N, H), .overwrites("gates", step.gates, N, 3 * H, mayBe: "input"),
          .overwrites("hidden", step.hidden, N, H),
        ])
    ) { base.gru(step) }
  }

  package func gruBackward(
    _ step: GRUStep, dHidden: Matrix, dGates: Matrix, dRecurrent: Matrix, dBias: UnsafeMutablePointer<Float>?,
    dRecurrentBias: UnsafeMutablePointer<Float>?
  ) {
    let (N, H) = (step.rows, step.width)
    perform(
      .gates,
      KernelCall(
        "gruBackward",
        [
          .reads("gates", step.gates, N, 3 * H), .reads("recurrent", step.recurrent, N, 3 * H),
          .reads("previous", step.previous, N, H), .updates("dHidden", dHidden, N, H),
          .overwrites("dGates", dGates, N, 3 * H, mayBe: "gates"),
          .overwrites("dRecurrent", dRecurrent, N, 3 * H, mayBe: "recurrent"),
          .updates("dBias", dBias, count: 3 * H), .updates("dRecurrentBias", dRecurrentBias, count: H),
        ])
    ) {
      base.gruBackward(
        step, dHidden: dHidden, dGates: dGates, dRecurrent: dRecurrent, dBias: dBias, dRecurrentBias: dRecurrentBias)
    }
  }

  package func gatedUnit(_ x: Matrix, into y: Matrix) {
    let (N, H) = (y.rows, y.columns)
    perform(.gates, KernelCall("gatedUnit", [.updates("x", x, N, 2 * H), .overwrites("y", y, N, H)])) {
      base.gatedUnit(x, into: y)
    }
  }

  package func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix) {
    let (N, H) = (dy.rows, dy.columns)
    perform(
      .gates,
      KernelCall(
        "gatedUnitBackward",
        [.reads("activations", activations, N, 2 * H), .reads("dy", dy, N, H), .updates("dx", dx, N, 2 * H)])
    ) { base.gatedUnitBackward(activations: activations, dy: dy, into: dx) }
  }
}
