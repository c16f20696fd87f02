// Products, described once for all decorators.
extension KernelDecorator {
  private func operations(_ m: Int, _ k: Int, _ n: Int) -> Double { 2 * Double(m) * Double(k) * Double(n) }

  /// Products of two fresh sides, which only attention uses: scores, contexts and their gradients.
  package func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) {
    let (m, k, n) = (c.rows, ta ? a.rows : a.columns, c.columns)
    perform(
      .attention, operations: operations(m, k, n), skipped: (),
      KernelCall(
        "product",
        [
          .reads("a", a, ta ? k : m, ta ? m : k), .reads("b", b, tb ? n : k, tb ? k : n),
          .result("c", c, m, n, accumulates: accumulate),
        ])
    ) { base.product(a, transposed: ta, b, transposed: tb, into: c, accumulate: accumulate) }
  }

  package func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    base.pack(weight, transposed: transposed)
  }

  package func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    let (m, k, n) = (c.rows, packed.depth, packed.columns)
    perform(
      .products, operations: operations(m, k, n), skipped: (),
      KernelCall("product (packed)", [.reads("a", a, m, k), .result("c", c, m, n, accumulates: accumulate)])
    ) { base.product(a, packed, into: c, accumulate: accumulate) }
  }

  package func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix
  ) {
    let (m, shape, n) = (c.rows, rows.shape, ids.count)
    perform(
      .products, operations: operations(m, shape.columns, n), skipped: (),
      KernelCall(
        "product (chosen rows)",
        [
          .reads("a", a, m, shape.columns), rows.matrix.map { .reads("rows", $0, shape.rows, shape.columns) },
          ids.baseAddress.map { .ids("ids", $0, count: n, rows: shape.rows) },
          .reads("bias", bias, count: shape.rows), .overwrites("c", c, m, n),
        ])
    ) { base.product(a, rows, ids: ids, bias: bias, into: c) }
  }

  @discardableResult
  package func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double {
    let (rows, columns) = (gradient.rows, gradient.columns)
    return perform(
      .weightGradients, operations: uses.reduce(0) { $0 + operations(rows, $1.x.rows, columns) }, skipped: 0,
      KernelCall(
        "weightGradient",
        uses.flatMap { use in
          [.reads("x", use.x, use.x.rows, columns), .reads("dy", use.dy, use.x.rows, rows)]
        } + [.result("gradient", gradient, rows, columns, accumulates: accumulate)])
    ) { base.weightGradient(uses, into: gradient, accumulate: accumulate) }
  }
}

extension WeightRows {
  /// The values if they are fp32.
  fileprivate var matrix: Matrix? {
    if case .values(let matrix) = self { matrix } else { nil }
  }
}
