// Kernels on rows, described once for all decorators.
extension KernelDecorator {
  package func addBias(_ bias: UnsafePointer<Float>, to c: Matrix) {
    perform(
      .elements,
      KernelCall("addBias", [.reads("bias", bias, count: c.columns), .updates("c", c, c.rows, c.columns)])
    ) { base.addBias(bias, to: c) }
  }

  package func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>) {
    perform(
      .elements,
      KernelCall("sumRows", [.reads("c", c, c.rows, c.columns), .updates("sum", sum, count: c.columns)])
    ) { base.sumRows(c, into: sum) }
  }

  package func gather(_ table: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix) {
    perform(
      .elements,
      KernelCall(
        "gather",
        [
          .reads("table", table, table.rows, out.columns), .ids("ids", ids, count: out.rows, rows: table.rows),
          .overwrites("out", out, out.rows, out.columns),
        ])
    ) { base.gather(table, ids, into: out) }
  }

  package func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into table: Matrix) {
    perform(
      .elements,
      KernelCall(
        "scatterAdd",
        [
          .reads("rows", rows, rows.rows, table.columns), .ids("ids", ids, count: rows.rows, rows: table.rows),
          .updates("table", table, table.rows, table.columns),
        ])
    ) { base.scatterAdd(rows, ids, into: table) }
  }

  package func softmax(_ x: Matrix) {
    perform(.attention, KernelCall("softmax", [.updates("x", x, x.rows, x.columns)])) { base.softmax(x) }
  }

  package func logSoftmax(_ x: Matrix) {
    perform(.loss, KernelCall("logSoftmax", [.updates("x", x, x.rows, x.columns)])) { base.logSoftmax(x) }
  }

  package func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix) {
    let (rows, columns) = (y.rows, y.columns)
    perform(
      .attention,
      KernelCall(
        "softmaxBackward",
        [.reads("y", y, rows, columns), .reads("dy", dy, rows, columns), .updates("dx", dx, rows, columns)])
    ) { base.softmaxBackward(y: y, dy: dy, into: dx) }
  }

  package func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>
  ) {
    let (rows, columns) = (x.rows, x.columns)
    perform(
      .normalization,
      KernelCall(
        "layerNorm",
        [
          .reads("x", x, rows, columns), .reads("gain", gain, count: columns), .reads("bias", bias, count: columns),
          .overwrites("y", y, rows, columns), .overwrites("mean", mean, count: rows),
          .overwrites("inverse", inverse, count: rows),
        ])
    ) { base.layerNorm(x, gain: gain, bias: bias, epsilon: epsilon, into: y, mean: mean, inverse: inverse) }
  }

  package func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>
  ) {
    let (rows, columns) = (x.rows, x.columns)
    perform(
      .normalization,
      KernelCall(
        "layerNormBackward",
        [
          .reads("x", x, rows, columns), .reads("gain", gain, count: columns), .reads("mean", mean, count: rows),
          .reads("inverse", inverse, count: rows), .reads("dy", dy, rows, columns), .updates("dx", dx, rows, columns),
          .updates("dGain", dGain, count: columns), .updates("dBias", dBias, count: columns),
        ])
    ) {
      base.layerNormBackward(x: x, gain: gain, mean: mean, inverse: inverse, dy: dy, dx: dx, dGain: dGain, dBias: dBias)
    }
  }
}
