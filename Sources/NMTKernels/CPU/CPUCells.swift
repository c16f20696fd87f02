import CKernels

// Gates of the cells and the gated unit: shapes checked here, computed by the instruction set's functions.
extension CPUKernels {
  package func lstm(_ step: LSTMStep) {
    checkLSTM(step)
    var work = step.c
    table.pointee.lstm(&work)
  }

  package func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    checkLSTM(step)
    checkLSTMGradients(step, dHidden, dCell, dGates)
    var work = step.c
    table.pointee.lstmBackward(&work, dHidden.c, dCell.c, dGates.c, dBias)
  }

  package func elman(_ step: ElmanStep) {
    var work = step.c
    table.pointee.elman(&work)
  }

  package func elmanBackward(
    _ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    checkCell("elmanBackward", rows: step.rows, (dHidden, step.width), (dGates, step.width))
    var work = step.c
    table.pointee.elmanBackward(&work, dHidden.c, dGates.c, dBias)
  }

  package func gru(_ step: GRUStep) {
    var work = step.c
    table.pointee.gru(&work)
  }

  package func gruBackward(
    _ step: GRUStep, dHidden: Matrix, dGates: Matrix, dRecurrent: Matrix, dBias: UnsafeMutablePointer<Float>?,
    dRecurrentBias: UnsafeMutablePointer<Float>?
  ) {
    let H = step.width
    checkCell("gruBackward", rows: step.rows, (dHidden, H), (dGates, 3 * H), (dRecurrent, 3 * H))
    var work = step.c
    table.pointee.gruBackward(&work, dHidden.c, dGates.c, dRecurrent.c, dBias, dRecurrentBias)
  }

  package func gatedUnit(_ x: Matrix, into y: Matrix) {
    checkCell("gatedUnit", rows: y.rows, (x, 2 * y.columns))
    table.pointee.gatedUnit(x.c, y.c)
  }

  package func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix) {
    checkCell("gatedUnitBackward", rows: dy.rows, (activations, 2 * dy.columns), (dx, 2 * dy.columns))
    table.pointee.gatedUnitBackward(activations.c, dy.c, dx.c)
  }
}

extension LSTMStep {
  /// This step as a C struct.
  fileprivate var c: ck_lstm {
    ck_lstm(
      rows: rows, width: width, input: input.c, bias: bias, previousCell: previousCell.c, gates: gates.c, cell: cell.c,
      hidden: hidden.c)
  }
}

extension ElmanStep {
  /// This step as a C struct.
  fileprivate var c: ck_elman {
    ck_elman(
      rows: rows, width: width, input: input.c, bias: bias, hidden: hidden.c, rectified: activation == .relu ? 1 : 0)
  }
}

extension GRUStep {
  /// This step as a C struct.
  fileprivate var c: ck_gru {
    ck_gru(
      rows: rows, width: width, input: input.c, recurrent: recurrent.c, bias: bias, recurrentBias: recurrentBias,
      previous: previous.c, gates: gates.c, hidden: hidden.c)
  }
}
