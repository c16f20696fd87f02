import CKernels

// Kernels on rows: shapes checked here, computed by the instruction set's functions.
extension CPUKernels {
  package func addBias(_ bias: UnsafePointer<Float>, to c: Matrix) { table.pointee.addBias(bias, c.c) }

  package func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>) { table.pointee.sumRows(c.c, sum) }

  package func gather(_ source: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix) {
    checkIDs(ids, count: out.rows, source, out, "gather")
    table.pointee.gather(source.c, ids, out.c)
  }

  package func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into target: Matrix) {
    checkIDs(ids, count: rows.rows, target, rows, "scatterAdd")
    table.pointee.scatterAdd(rows.c, ids, target.c)
  }

  package func softmax(_ x: Matrix) { table.pointee.softmax(x.c) }

  package func logSoftmax(_ x: Matrix) { table.pointee.logSoftmax(x.c) }

  package func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix) {
    checkSameShape(y, dy, "softmaxBackward")
    checkSameShape(y, dx, "softmaxBackward")
    table.pointee.softmaxBackward(y.c, dy.c, dx.c)
  }

  package func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>
  ) {
    checkSameShape(x, y, "layerNorm")
    table.pointee.layerNorm(x.c, gain, bias, epsilon, y.c, mean, inverse)
  }

  package func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>
  ) {
    checkSameShape(x, dy, "layerNormBackward")
    checkSameShape(x, dx, "layerNormBackward")
    table.pointee.layerNormBackward(x.c, gain, mean, inverse, dy.c, dx.c, dGain, dBias)
  }
}
