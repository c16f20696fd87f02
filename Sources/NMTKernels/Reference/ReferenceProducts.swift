// Products in plain loops.
extension ReferenceKernels {
  package func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) {
    let size = ProductSize(a, transposed: ta, b, transposed: tb, into: c)
    for r in 0..<size.rows {
      for j in 0..<size.columns {
        var sum = accumulate ? Double(c.row(r)[j]) : 0
        for k in 0..<size.depth {
          sum += Double(ta ? a.row(k)[r] : a.row(r)[k]) * Double(tb ? b.row(j)[k] : b.row(k)[j])
        }
        c.row(r)[j] = Float(sum)
      }
    }
  }

  @discardableResult
  package func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double {
    checkUses(uses, gradient)
    var squares = 0.0
    for j in 0..<gradient.rows {
      for k in 0..<gradient.columns {
        var sum = accumulate ? Double(gradient.row(j)[k]) : 0
        for use in uses {
          for r in 0..<use.x.rows { sum += Double(use.dy.row(r)[j]) * Double(use.x.row(r)[k]) }
        }
        gradient.row(j)[k] = Float(sum)
        squares += Double(Float(sum)) * Double(Float(sum))
      }
    }
    return squares
  }

  package func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    ReferencePackedWeight(weight, transposed: transposed)
  }

  package func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    guard let packed = packed as? ReferencePackedWeight else {
      preconditionFailure("ReferenceKernels.product: weight packed by another backend")
    }
    product(a, transposed: false, packed.matrix, transposed: false, into: c, accumulate: accumulate)
  }

  package func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix
  ) {
    checkChosen(a, rows, ids: ids, into: c)
    for r in 0..<c.rows {
      for (j, id) in ids.enumerated() {
        switch rows {
        case .values(let matrix):
          c.row(r)[j] = (0..<a.columns).reduce(0) { $0 + a.row(r)[$1] * matrix.row(Int(id))[$1] } + bias[Int(id)]
        case .bytes(let rows):
          let (left, scale) = quantized((0..<a.columns).map { a.row(r)[$0] })
          let bytes = rows.bytes + Int(id) * rows.stride
          let sum = (0..<a.columns).reduce(Int32(0)) { $0 + left[$1] * Int32(bytes[$1]) }
          c.row(r)[j] = Float(sum) * rows.weight.scales[Int(id)] * scale + bias[Int(id)]
        }
      }
    }
  }
}

/// The plain form of a packed weight: a dense copy `[depth, columns]`.
final class ReferencePackedWeight: PackedWeight, @unchecked Sendable {
  let matrix: Matrix
  private let transposed: Bool
  var depth: Int { matrix.rows }
  var columns: Int { matrix.columns }

  init(_ weight: Matrix, transposed: Bool) {
    let (depth, columns) = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(1, depth * columns))
    self.matrix = Matrix(memory, rows: depth, columns: columns)
    self.transposed = transposed
    repack(from: weight)
  }

  deinit { matrix.base.deallocate() }

  func repack(from weight: Matrix, rows: Range<Int>) {
    checkRepack(of: weight, rows: rows, transposed: transposed, depth: depth, columns: columns)
    for r in rows {
      for k in 0..<weight.columns {
        if transposed { matrix.row(k)[r] = weight.row(r)[k] } else { matrix.row(r)[k] = weight.row(r)[k] }
      }
    }
  }
}
