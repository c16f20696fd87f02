import Foundation

// Gates of the cells and the gated unit in plain loops.
extension ReferenceKernels {
  private static func tanh(_ x: Float) -> Float { Float(Foundation.tanh(Double(x))) }

  package func lstm(_ step: LSTMStep) {
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
  package func lstmBackward(
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

  package func elman(_ step: ElmanStep) {
    for j in 0..<step.rows {
      for k in 0..<step.width {
        let a = step.input.row(j)[k] + (step.bias?[k] ?? 0)
        step.hidden.row(j)[k] = step.activation == .relu ? max(0, a) : Self.tanh(a)
      }
    }
  }

  package func elmanBackward(
    _ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    checkCell("elmanBackward", rows: step.rows, (dHidden, step.width), (dGates, step.width))
    for j in 0..<step.rows {
      for k in 0..<step.width {
        let h = step.hidden.row(j)[k]
        let slope: Float = step.activation == .relu ? (h > 0 ? 1 : 0) : 1 - h * h
        let d = dHidden.row(j)[k] * slope
        dGates.row(j)[k] = d
        dBias?[k] += d
      }
    }
  }

  package func gru(_ step: GRUStep) {
    let H = step.width
    for j in 0..<step.rows {
      let (gates, u) = (step.gates.row(j), step.recurrent.row(j))
      func input(_ k: Int) -> Float { step.input.row(j)[k] + (step.bias?[k] ?? 0) }
      for k in 0..<H {
        let r = Self.sigmoid(input(k) + u[k])
        let z = Self.sigmoid(input(H + k) + u[H + k])
        let q = u[2 * H + k] + (step.recurrentBias?[k] ?? 0)
        let n = Self.tanh(input(2 * H + k) + r * q)
        (gates[k], gates[H + k], gates[2 * H + k], u[2 * H + k]) = (r, z, n, q)
        step.hidden.row(j)[k] = (1 - z) * n + z * step.previous.row(j)[k]
      }
    }
  }

  /// dn = dh·(1 − z)·(1 − n²);  dz = dh·(h′ − n)·z(1 − z);  dq = dn·r;  dr = dn·q·r(1 − r);  dHidden becomes dh·z.
  package func gruBackward(
    _ step: GRUStep, dHidden: Matrix, dGates: Matrix, dRecurrent: Matrix, dBias: UnsafeMutablePointer<Float>?,
    dRecurrentBias: UnsafeMutablePointer<Float>?
  ) {
    let H = step.width
    checkCell("gruBackward", rows: step.rows, (dHidden, H), (dGates, 3 * H), (dRecurrent, 3 * H))
    for j in 0..<step.rows {
      let (gates, dGate, dProduct) = (step.gates.row(j), dGates.row(j), dRecurrent.row(j))
      for k in 0..<H {
        let (r, z, n, q) = (gates[k], gates[H + k], gates[2 * H + k], step.recurrent.row(j)[2 * H + k])
        let dh = dHidden.row(j)[k]
        let dn = dh * (1 - z) * (1 - n * n)
        let d = [dn * q * r * (1 - r), dh * (step.previous.row(j)[k] - n) * z * (1 - z), dn]
        for gate in 0..<3 {
          dGate[gate * H + k] = d[gate]
          dProduct[gate * H + k] = gate < 2 ? d[gate] : dn * r
          dBias?[gate * H + k] += d[gate]
        }
        dRecurrentBias?[k] += dn * r
        dHidden.row(j)[k] = dh * z
      }
    }
  }

  package func gatedUnit(_ x: Matrix, into y: Matrix) {
    let H = y.columns
    checkCell("gatedUnit", rows: y.rows, (x, 2 * H))
    for j in 0..<y.rows {
      let row = x.row(j)
      for k in 0..<H {
        (row[k], row[H + k]) = (Self.tanh(row[k]), Self.sigmoid(row[H + k]))
        y.row(j)[k] = row[k] * row[H + k]
      }
    }
  }

  package func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix) {
    let H = dy.columns
    checkCell("gatedUnitBackward", rows: dy.rows, (activations, 2 * H), (dx, 2 * H))
    for j in 0..<dy.rows {
      for k in 0..<H {
        let (a, b) = (activations.row(j)[k], activations.row(j)[H + k])
        dx.row(j)[k] += dy.row(j)[k] * b * (1 - a * a)
        dx.row(j)[H + k] += dy.row(j)[k] * a * b * (1 - b)
      }
    }
  }
}
