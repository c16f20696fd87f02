import CKernels

// Recurrent step, additive attention and the loss: shapes checked here, computed by the instruction set's functions.
extension CPUKernels {
  public func lstm(_ step: LSTMStep) {
    checkLSTM(step)
    var work = step.c
    table.pointee.lstm(&work)
  }

  public func lstmBackward(_ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix) {
    checkLSTM(step)
    checkLSTMGradients(step, dHidden, dCell, dGates)
    var work = step.c
    table.pointee.lstmBackward(&work, dHidden.c, dCell.c, dGates.c)
  }

  public func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    checkAdditive(queries, keys, scores)
    table.pointee.additiveScores(queries.c, keys.c, v, scores.c)
  }

  public func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {
    checkAdditive(queries, keys, dScores)
    checkSameShape(queries, dQueries, "additiveScoresBackward")
    checkSameShape(keys, dKeys, "additiveScoresBackward")
    table.pointee.additiveScoresBackward(queries.c, keys.c, v, dScores.c, dQueries.c, dKeys.c, dV)
  }

  public func crossEntropy(
    _ logits: Matrix, targets: UnsafePointer<Int32>, smoothing: Float, gradientScale: Float?
  ) -> (loss: Double, negativeLogLikelihood: Double) {
    for r in 0..<logits.rows {
      precondition(
        targets[r] >= 0 && Int(targets[r]) < logits.columns,
        "crossEntropy: target \(targets[r]) of \(logits.columns) words")
    }
    let loss = table.pointee.crossEntropy(
      logits.c, targets, smoothing, gradientScale == nil ? 0 : 1, gradientScale ?? 0)
    return (loss.loss, loss.negativeLogLikelihood)
  }
}

extension LSTMStep {
  /// The same step for C.
  fileprivate var c: ck_lstm {
    ck_lstm(
      rows: rows, width: width, input: input.c, inputRows: inputRows, recurrent: recurrent.c,
      previousCell: previousCell.c, gates: gates.c, cell: cell.c, hidden: hidden.c)
  }
}
