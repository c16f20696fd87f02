import Foundation

// Elman, GRU and gated unit in plain loops.
extension ReferenceKernels {
  private static func tanh(_ x: Float) -> Float { Float(Foundation.tanh(Double(x))) }

  public func elman(_ step: ElmanStep) {
    for j in 0..<step.rows {
      for k in 0..<step.width {
        let a = step.input.row(j)[k] + (step.bias?[k] ?? 0)
        step.hidden.row(j)[k] = step.activation == .relu ? max(0, a) : Self.tanh(a)
      }
    }
  }

  public func elmanBackward(
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

  public func gru(_ step: GRUStep) {
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

  /// dn = dh·(1 − z)·(1 − n²);  dz = dh·(h′ − n)·z(1 − z);  dq = dn·r;  dr = dn·q·r(1 − r);  the previous state gets dh·z.
  public func gruBackward(
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

  public func gatedUnit(_ x: Matrix, into y: Matrix) {
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

  public func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix) {
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
