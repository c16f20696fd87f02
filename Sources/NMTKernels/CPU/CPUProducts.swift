import CKernels

// Products: shapes checked here, computed by the instruction set's functions.
extension CPUKernels {
  package func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) {
    _ = ProductSize(a, transposed: ta, b, transposed: tb, into: c)
    products.product(a.c, ta ? 1 : 0, b.c, tb ? 1 : 0, c.c, accumulate ? 1 : 0)
  }

  @discardableResult
  package func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double {
    checkUses(uses, gradient)
    if instructions == .plain, precision == .fp32, let blas = OpenBLAS.installed {
      self.gradient(by: blas, uses, into: gradient, accumulate: accumulate)
      return (0..<gradient.rows).reduce(0) { $0 + sumOfSquares(gradient.row($1), count: gradient.columns) }
    }
    let uses = uses.map { ck_use(dy: $0.dy.c, x: $0.x.c) }
    return products.weightGradient(uses, uses.count, gradient.c, accumulate ? 1 : 0)
  }

  /// Weight gradients from OpenBLAS where we only have portable code: it is tuned for more processors and three times
  /// faster there. Unsuitable for other products, since the bits of a row depend on the number of rows.
  /// Single-threaded.
  private func gradient(by blas: OpenBLAS, _ uses: [WeightUse], into c: Matrix, accumulate: Bool) {
    let present = uses.filter { $0.x.rows > 0 }
    if present.isEmpty, !accumulate {
      for r in 0..<c.rows { c.row(r).update(repeating: 0, count: c.columns) }
    }
    for (number, use) in present.enumerated() {
      blas.product(
        OpenBLAS.rowMajor, OpenBLAS.transpose, OpenBLAS.noTranspose, Int32(c.rows), Int32(c.columns), Int32(use.x.rows),
        1, use.dy.base,
        Int32(use.dy.stride), use.x.base, Int32(use.x.stride), accumulate || number > 0 ? 1 : 0, c.base,
        Int32(c.stride))
    }
  }

  package func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    precision == .int8
      ? quantize(weight, transposed: transposed) : PanelWeight(weight, transposed: transposed, kernels: self)
  }

  /// The int8 form that `pack` returns.
  package func quantize(_ weight: Matrix, transposed: Bool) -> QuantizedWeight {
    QuantizedWeight(weight, transposed: transposed, products: int8)
  }

  package func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    precondition(
      a.columns == packed.depth && c.rows == a.rows && c.columns == packed.columns,
      "product: [\(a.rows),\(a.columns)] · packed [\(packed.depth),\(packed.columns)] into [\(c.rows),\(c.columns)]")
    if let packed = packed as? PanelWeight, packed.table == table, packed.precision == precision {
      products.productPacked(a.c, packed.memory, c.c, accumulate ? 1 : 0)
    } else if let packed = packed as? QuantizedWeight, precision == .int8 {
      var weight = packed.c
      int8.pointee.product(a.c, &weight, c.c, accumulate ? 1 : 0)
    } else {
      preconditionFailure("CPUKernels.product: weight packed by another backend")
    }
  }

  package func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix
  ) {
    checkChosen(a, rows, ids: ids, into: c)
    guard let ids = ids.baseAddress else { return }
    switch rows {
    case .values(let matrix): table.pointee.rowProducts(a.c, matrix.c, ids, bias, c.c)
    case .bytes(let rows):
      var weight = rows.weight.c
      int8.pointee.rowProducts(a.c, &weight, rows.bytes, rows.stride, ids, bias, c.c)
    }
  }
}
