import NMTKernels

extension Tape {
  /// y = (1 − z) ⊙ a + z ⊙ b, all `[N, D]`, as an update gate does. Computed as a + z ⊙ (b − a).
  ///
  /// - Parameters:
  ///   - a: y where z is 0.
  ///   - b: y where z is 1, up to rounding.
  package func interpolate(_ a: Tensor, _ b: Tensor, by z: Tensor) -> Tensor {
    precondition(
      b.rows == a.rows && b.columns == a.columns && z.rows == a.rows && z.columns == a.columns,
      "interpolate: \(a.shape) and \(b.shape) by \(z.shape)")
    let y = tensor(rows: a.rows, columns: a.columns)
    let difference = matrix(rows: a.rows, columns: a.columns)
    difference.copy(from: b.values)
    difference.add(a.values, scaledBy: -1, kernels)
    y.values.copy(from: a.values)
    multiply(z.values, difference, into: y.values, accumulate: true)
    record { tape in
      guard let dy = y.gradient else { return }
      if let dz = z.gradient { tape.multiply(dy, difference, into: dz, accumulate: true) }
      if let db = b.gradient { tape.multiply(dy, z.values, into: db, accumulate: true) }
      guard let da = a.gradient else { return }
      tape.withScratch {
        let toB = tape.matrix(rows: dy.rows, columns: dy.columns)
        tape.multiply(dy, z.values, into: toB, accumulate: false)
        da.add(dy, tape.kernels)
        da.add(toB, scaledBy: -1, tape.kernels)
      }
    }
    return y
  }
}
