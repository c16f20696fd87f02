import Foundation

// Recurrent step, additive attention and the loss in plain loops.
extension ReferenceKernels {
  public func lstm(_ step: LSTMStep) {
    checkLSTM(step)
    let H = step.width
    for j in 0..<step.rows {
      let gates = step.gates.row(j)
      func sum(_ k: Int) -> Float { step.input.row(j)[k] + (step.bias?[k] ?? 0) }
      for k in 0..<H {
        let i = Self.sigmoid(sum(k))
        let f = Self.sigmoid(sum(H + k))
        let g = Float(Foundation.tanh(Double(sum(2 * H + k))))
        let o = Self.sigmoid(sum(3 * H + k))
        let c = f * step.previousCell.row(j)[k] + i * g
        (gates[k], gates[H + k], gates[2 * H + k], gates[3 * H + k]) = (i, f, g, o)
        step.cell.row(j)[k] = c
        step.hidden.row(j)[k] = o * Float(Foundation.tanh(Double(c)))
      }
    }
  }

  /// With t = tanh(c):  dc = dCell + dh·o·(1 − t²);  do = dh·t, di = dc·g, dg = dc·i, df = dc·cPrevious, each times its
  /// activation's slope;  the previous cell gets dc·f.
  public func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    checkLSTM(step)
    checkLSTMGradients(step, dHidden, dCell, dGates)
    let H = step.width
    for j in 0..<step.rows {
      let (gates, dGate) = (step.gates.row(j), dGates.row(j))
      for k in 0..<H {
        let (i, f, g, o) = (gates[k], gates[H + k], gates[2 * H + k], gates[3 * H + k])
        let dh = dHidden.row(j)[k]
        let t = Float(Foundation.tanh(Double(step.cell.row(j)[k])))
        let dc = dCell.row(j)[k] + dh * o * (1 - t * t)
        dGate[k] = dc * g * i * (1 - i)
        dGate[H + k] = dc * step.previousCell.row(j)[k] * f * (1 - f)
        dGate[2 * H + k] = dc * i * (1 - g * g)
        dGate[3 * H + k] = dh * t * o * (1 - o)
        dCell.row(j)[k] = dc * f
        guard let dBias else { continue }
        for gate in 0..<4 { dBias[gate * H + k] += dGate[gate * H + k] }
      }
    }
  }

  public func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    checkAdditive(queries, keys, scores)
    for t in 0..<queries.rows {
      for s in 0..<keys.rows {
        var sum = 0.0
        for k in 0..<keys.columns {
          sum += Double(v[k]) * Foundation.tanh(Double(queries.row(t)[k] + keys.row(s)[k]))
        }
        scores.row(t)[s] = Float(sum)
      }
    }
  }

  /// With a = tanh(query + key): dV += ds·a, and both sides get ds·v·(1 − a²).
  public func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {
    checkAdditive(queries, keys, dScores)
    for t in 0..<queries.rows {
      for s in 0..<keys.rows {
        let ds = dScores.row(t)[s]
        for k in 0..<keys.columns {
          let a = Float(Foundation.tanh(Double(queries.row(t)[k] + keys.row(s)[k])))
          dV[k] += ds * a
          let d = ds * v[k] * (1 - a * a)
          dQueries.row(t)[k] += d
          dKeys.row(s)[k] += d
        }
      }
    }
  }

  public func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) {
    checkTargets(rows)
    let V = rows.logits.columns
    let smoothing = Double(rows.smoothing)
    var (loss, negativeLogLikelihood) = (0.0, 0.0)
    for r in 0..<rows.logits.rows {
      let (row, target) = (rows.logits.row(r), Int(rows.targets[r]))
      if let bias = rows.bias { for k in 0..<V { row[k] += bias[k] } }
      let normaliser = logSumExp(row, count: V)
      var sum = 0.0
      for k in 0..<V { sum += Double(row[k]) }
      let nll = normaliser - Double(row[target])
      negativeLogLikelihood += nll
      loss += (1 - smoothing) * nll + smoothing * (normaliser - sum / Double(V))
      guard let gradientScale = rows.gradientScale else { continue }
      for k in 0..<V {
        let wanted = smoothing / Double(V) + (k == target ? 1 - smoothing : 0)
        row[k] = Float(Double(gradientScale) * (exp(Double(row[k]) - normaliser) - wanted))
        if let dBias = rows.dBias { dBias[k] += row[k] }
      }
    }
    return (loss, negativeLogLikelihood)
  }
}

/// Every target is a word.
func checkTargets(_ rows: CrossEntropyRows) {
  for r in 0..<rows.logits.rows {
    precondition(
      rows.targets[r] >= 0 && Int(rows.targets[r]) < rows.logits.columns,
      "crossEntropy: target \(rows.targets[r]) of \(rows.logits.columns) words")
  }
}

/// Every matrix of a step against its rows N and width H.
func checkLSTM(_ step: LSTMStep) {
  let H = step.width
  checkStep(step.input, step.rows, 4 * H)
  checkStep(step.previousCell, step.rows, H)
  checkStep(step.gates, step.rows, 4 * H)
  checkStep(step.cell, step.rows, H)
}

/// dHidden and dCell [N,H], dGates [N,4H].
func checkLSTMGradients(_ step: LSTMStep, _ dHidden: Matrix, _ dCell: Matrix, _ dGates: Matrix) {
  checkStep(dHidden, step.rows, step.width)
  checkStep(dCell, step.rows, step.width)
  checkStep(dGates, step.rows, 4 * step.width)
}

/// Memory of a step may have more rows than are live.
private func checkStep(_ matrix: Matrix, _ rows: Int, _ width: Int) {
  precondition(
    matrix.rows >= rows && matrix.columns == width,
    "lstm: [\(matrix.rows),\(matrix.columns)] is not [\(rows),\(width)]")
}

/// Queries [T,H], keys [S,H], scores [T,S].
func checkAdditive(_ queries: Matrix, _ keys: Matrix, _ scores: Matrix) {
  precondition(
    queries.columns == keys.columns && scores.rows == queries.rows && scores.columns == keys.rows,
    "additiveScores: queries [\(queries.rows),\(queries.columns)], keys [\(keys.rows),\(keys.columns)], "
      + "scores [\(scores.rows),\(scores.columns)]")
}
