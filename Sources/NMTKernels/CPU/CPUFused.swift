import CKernels

// Recurrent step, additive attention and the loss: shapes checked here, computed by the instruction set's functions.
extension CPUKernels {
  public func lstm(_ step: LSTMStep) {
    checkLSTM(step)
    var work = step.c
    table.pointee.lstm(&work)
  }

  public func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    checkLSTM(step)
    checkLSTMGradients(step, dHidden, dCell, dGates)
    var work = step.c
    table.pointee.lstmBackward(&work, dHidden.c, dCell.c, dGates.c, dBias)
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

  public func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) {
    checkTargets(rows)
    var work = ck_cross_entropy(
      logits: rows.logits.c, bias: rows.bias, targets: rows.targets, smoothing: rows.smoothing,
      backward: rows.gradientScale == nil ? 0 : 1, gradientScale: rows.gradientScale ?? 0, dBias: rows.dBias)
    let loss = table.pointee.crossEntropy(&work)
    return (loss.loss, loss.negativeLogLikelihood)
  }
}

extension LSTMStep {
  /// The same step for C.
  fileprivate var c: ck_lstm {
    ck_lstm(
      rows: rows, width: width, input: input.c, bias: bias, previousCell: previousCell.c, gates: gates.c, cell: cell.c,
      hidden: hidden.c)
  }
}
