import NMTKernels

extension Tape {
  /// y = a + b, all `[N, D]`.
  package func add(_ a: Tensor, _ b: Tensor) -> Tensor {
    precondition(a.rows == b.rows && a.columns == b.columns, "add: \(a.shape) and \(b.shape)")
    let y = tensor(rows: a.rows, columns: a.columns)
    y.values.copy(from: a.values)
    y.values.add(b.values, kernels)
    record { tape in
      guard let dy = y.gradient else { return }
      a.gradient?.add(dy, tape.kernels)
      b.gradient?.add(dy, tape.kernels)
    }
    return y
  }

  /// y = a − b, all `[N, D]`.
  package func subtract(_ a: Tensor, _ b: Tensor) -> Tensor {
    precondition(a.rows == b.rows && a.columns == b.columns, "subtract: \(a.shape) and \(b.shape)")
    let y = tensor(rows: a.rows, columns: a.columns)
    y.values.copy(from: a.values)
    y.values.add(b.values, scaledBy: -1, kernels)
    record { tape in
      guard let dy = y.gradient else { return }
      a.gradient?.add(dy, tape.kernels)
      b.gradient?.add(dy, scaledBy: -1, tape.kernels)
    }
    return y
  }

  /// y = a ⊙ b, all `[N, D]`.
  package func multiply(_ a: Tensor, _ b: Tensor) -> Tensor {
    precondition(a.rows == b.rows && a.columns == b.columns, "multiply: \(a.shape) and \(b.shape)")
    let y = tensor(rows: a.rows, columns: a.columns)
    multiply(a.values, b.values, into: y.values, accumulate: false)
    record { tape in
      guard let dy = y.gradient else { return }
      if let da = a.gradient { tape.multiply(dy, b.values, into: da, accumulate: true) }
      if let db = b.gradient { tape.multiply(dy, a.values, into: db, accumulate: true) }
    }
    return y
  }

  /// y = tanh x, `[N, D]`.
  ///
  /// - Parameter overwriting: true to overwrite x with y. Requires that the op that produced x does not read its values
  ///   in the backward pass, as with `linear`.
  /// - Parameter output: destination, `[N, D]`; a new tensor if nil.
  package func tanh(_ x: Tensor, overwriting: Bool = false, into output: Tensor? = nil) -> Tensor {
    let y = overwriting ? sharingValues(of: x) : output ?? tensor(rows: x.rows, columns: x.columns)
    precondition(y.rows == x.rows && y.columns == x.columns, "tanh: \(x.shape) into \(y.shape)")
    x.values.forEachPiece(y.values) { from, to, n in
      kernels.tanh(x.values.base + from, into: y.values.base + to, count: n)
    }
    record { tape in
      guard let dy = y.gradient, let dx = x.gradient else { return }
      dx.forEachPiece(dy) { to, from, n in
        tape.kernels.tanhBackward(y: y.values.base + from, dy: dy.base + from, into: dx.base + to, count: n)
      }
    }
    return y
  }

  /// y = σ(x), `[N, D]`.
  package func sigmoid(_ x: Tensor) -> Tensor {
    let y = tensor(rows: x.rows, columns: x.columns)
    x.values.forEachPiece(y.values) { from, to, n in
      kernels.sigmoid(x.values.base + from, into: y.values.base + to, count: n)
    }
    record { tape in
      guard let dy = y.gradient, let dx = x.gradient else { return }
      dx.forEachPiece(dy) { to, from, n in
        tape.kernels.sigmoidBackward(y: y.values.base + from, dy: dy.base + from, into: dx.base + to, count: n)
      }
    }
    return y
  }

  /// y (+)= a ⊙ b, all `[N, D]`.
  func multiply(_ a: Matrix, _ b: Matrix, into y: Matrix, accumulate: Bool) {
    for r in 0..<y.rows {
      kernels.multiply(a.row(r), b.row(r), into: y.row(r), count: y.columns, accumulate: accumulate)
    }
  }
}
