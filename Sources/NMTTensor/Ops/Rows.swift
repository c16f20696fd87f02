package import NMTKernels

extension Tape {
  /// y[k] = scale · table[ids[k]]: word embeddings.
  ///
  /// - Parameters:
  ///   - table: `[V, E]`.
  ///   - ids: N row numbers of the table.
  ///   - scale: 1, or √E if the table is also the output weight (Vaswani et al. 2017, section 3.4).
  /// - Returns: y, `[N, E]`.
  package func embedding(_ table: Parameter, _ ids: [Int32], scale: Float = 1) -> Tensor {
    precondition(
      ids.allSatisfy { $0 >= 0 && $0 < table.rows }, "embedding \(table.path): an id outside 0..<\(table.rows)")
    let y = tensor(rows: ids.count, columns: table.columns)
    let rows = arena.copy(ids)
    if let bytes = parameters.quantizedWeight(table) {
      bytes.lookUp(rows, into: y.values)
    } else {
      kernels.gather(value(table), rows, into: y.values)
    }
    if scale != 1 { kernels.scale(y.values.base, by: scale, count: y.values.count) }
    record { $0.embeddingBackward(table, rows, scale, y: y) }
    return y
  }

  /// d table[ids[k]] += scale · dy[k].
  private func embeddingBackward(_ table: Parameter, _ ids: UnsafePointer<Int32>, _ scale: Float, y: Tensor) {
    guard let dy = y.gradient else { return }
    if scale != 1 { kernels.scale(dy.base, by: scale, count: dy.count) }
    addTableGradient(table, ids: ids, dy: dy)
  }

  /// y[k] = x[rows[k]]; rows may repeat.
  ///
  /// - Parameter x: `[M, D]`.
  /// - Returns: `[rows.count, D]`.
  package func gather(_ x: Tensor, _ rows: [Int32]) -> Tensor {
    precondition(rows.allSatisfy { $0 >= 0 && $0 < x.rows }, "gather: a row outside 0..<\(x.rows)")
    let y = tensor(rows: rows.count, columns: x.columns)
    let ids = arena.copy(rows)
    kernels.gather(x.values, ids, into: y.values)
    record { tape in
      guard let dy = y.gradient, let dx = x.gradient else { return }
      tape.kernels.scatterAdd(dy, ids, into: dx)
    }
    return y
  }

  /// y[rows[k]] = x[k]: writes rows of a result that is built piece by piece; each row is written once.
  ///
  /// - Parameters:
  ///   - x: `[N, D]`.
  ///   - y: `[M, D]`.
  package func scatter(_ x: Tensor, to rows: [Int32], of y: Tensor) {
    precondition(
      x.rows == rows.count && x.columns == y.columns, "scatter: \(x.shape) to \(rows.count) rows of \(y.shape)")
    precondition(rows.allSatisfy { $0 >= 0 && $0 < y.rows }, "scatter: a row outside 0..<\(y.rows)")
    let ids = arena.copy(rows)
    y.values.setRows(ids, from: x.values)
    record { tape in
      guard let dy = y.gradient, let dx = x.gradient else { return }
      dx.addRows(ids, of: dy, tape.kernels)
    }
  }
}

extension Matrix {
  /// Sets row ids[k] to row k of `x`.
  package func setRows(_ ids: UnsafePointer<Int32>, from x: Matrix) {
    for k in 0..<x.rows { row(Int(ids[k])).update(from: x.row(k), count: columns) }
  }

  /// Sets row k to row ids[k] of `x`.
  package func takeRows(_ ids: UnsafePointer<Int32>, of x: Matrix) {
    for k in 0..<rows { row(k).update(from: x.row(Int(ids[k])), count: columns) }
  }

  /// Adds row ids[k] of `x` to row k.
  package func addRows(_ ids: UnsafePointer<Int32>, of x: Matrix, _ kernels: any Kernels) {
    for k in 0..<rows { kernels.add(x.row(Int(ids[k])), scaledBy: 1, to: row(k), count: columns) }
  }
}
