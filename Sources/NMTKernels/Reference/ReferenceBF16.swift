// bfloat16 products in plain loops: what every instruction set computes, except for the rounding of its sums.
extension ReferenceKernels {
  /// Rounds to 8 significant bits, the upper 16 bits of a float, ties to even. NaN stays NaN.
  package func roundedToBF16(_ x: Float) -> Float {
    guard !x.isNaN else { return x }
    let bits = x.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// C [m, n] = (accumulate ? C : 0) + A · B with the elements of A and B rounded.
  package func bf16Product(_ a: Matrix, _ b: Matrix, transposed: Bool, into c: Matrix, accumulate: Bool) {
    let size = ProductSize(a, transposed: false, b, transposed: transposed, into: c)
    for r in 0..<size.rows {
      for j in 0..<size.columns {
        var sum = accumulate ? Double(c.row(r)[j]) : 0
        for k in 0..<size.depth {
          sum += Double(roundedToBF16(a.row(r)[k])) * Double(roundedToBF16(transposed ? b.row(j)[k] : b.row(k)[j]))
        }
        c.row(r)[j] = Float(sum)
      }
    }
  }

  /// `weightGradient` with the elements of both sides rounded.
  package func bf16WeightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) {
    checkUses(uses, gradient)
    for j in 0..<gradient.rows {
      for k in 0..<gradient.columns {
        var sum = accumulate ? Double(gradient.row(j)[k]) : 0
        for use in uses {
          for r in 0..<use.x.rows {
            sum += Double(roundedToBF16(use.dy.row(r)[j])) * Double(roundedToBF16(use.x.row(r)[k]))
          }
        }
        gradient.row(j)[k] = Float(sum)
      }
    }
  }
}
