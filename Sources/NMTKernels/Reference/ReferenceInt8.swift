// int8 products in plain loops: what every instruction set computes, bit for bit.
extension ReferenceKernels {
  /// Symmetric quantization: scale = largest magnitude / 127, q = x / scale to nearest even, so that x ≈ q · scale.
  /// Numbers that are all below 10⁻³⁰ become 0; a number that is not finite makes the scale NaN.
  package func quantized(_ values: [Float]) -> (bytes: [Int32], scale: Float) {
    guard values.allSatisfy(\.isFinite) else { return ([Int32](repeating: 0, count: values.count), .nan) }
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest >= 1e-30 else { return ([Int32](repeating: 0, count: values.count), 0) }
    let inverse = 127 / largest
    return (values.map { Int32(($0 * inverse).rounded(.toNearestOrEven)) }, largest / 127)
  }

  /// C [m, n] = (accumulate ? C : 0) + A · B. Rows of A and columns of B are quantized, products are summed as
  /// integers, and each sum is multiplied by its column's scale, then by its row's.
  package func int8Product(_ a: Matrix, _ b: Matrix, transposed: Bool, into c: Matrix, accumulate: Bool) {
    let size = ProductSize(a, transposed: false, b, transposed: transposed, into: c)
    let columns = (0..<size.columns).map { j in
      quantized((0..<size.depth).map { transposed ? b.row(j)[$0] : b.row($0)[j] })
    }
    for r in 0..<size.rows {
      let row = quantized((0..<size.depth).map { a.row(r)[$0] })
      for (j, column) in columns.enumerated() {
        var sum: Int32 = 0
        for (x, w) in zip(row.bytes, column.bytes) { sum += x * w }
        let value = Float(sum) * column.scale * row.scale
        c.row(r)[j] = accumulate ? c.row(r)[j] + value : value
      }
    }
  }
}
