/// A weight in the form that products read fastest, packed once per update (training) or once at load.
///
/// `Wᵀ` or `W` of a weight `W [out, in]`, as the right-hand side of a product. The backend chooses the form; `repack`
/// copies new values of the same shape into it without allocating.
package protocol PackedWeight: AnyObject, Sendable {
  /// Rows of the right-hand side, the number of terms of each sum.
  var depth: Int { get }
  /// Columns of the right-hand side and of the result.
  var columns: Int { get }
  /// Packs rows `rows` of a weight `[out, in]` of the same shape. The range begins at a multiple of `packingUnit` and
  /// ends at a multiple or at the end of the weight.
  func repack(from weight: Matrix, rows: Range<Int>)
}

extension PackedWeight {
  /// Packs a whole weight.
  package func repack(from weight: Matrix) { repack(from: weight, rows: 0..<weight.rows) }
}

/// Rows of a weight that every backend packs independently: workers that share a weight divide it at multiples of this.
package let packingUnit = 32

/// The rows of a weight `W [out, in]` for products with a few of them, a new selection each time.
package enum WeightRows: Sendable {
  /// fp32 values in memory owned elsewhere.
  case values(Matrix)
  case bytes(QuantizedRows)

  /// `[out, in]`.
  package var shape: (rows: Int, columns: Int) {
    switch self {
    case .values(let matrix): (matrix.rows, matrix.columns)
    case .bytes(let rows): (rows.weight.columns, rows.weight.depth)
    }
  }
}

/// One use of a weight `W [out, in]` in y = x · Wᵀ: the input and the gradient of the output.
package struct WeightUse {
  /// `[R, in]`.
  package var x: Matrix
  /// `[R, out]`.
  package var dy: Matrix

  package init(x: Matrix, dy: Matrix) {
    precondition(x.rows == dy.rows, "WeightUse: \(x.rows) rows of x, \(dy.rows) of dy")
    self.x = x
    self.dy = dy
  }
}
