/// A weight in the form in which a product reads it fastest, made once per update (training) or once at load.
///
/// `Wᵀ` or `W` of a weight `W [out, in]`, the right-hand side of a product. The form is the backend's own; `repack`
/// takes over new values of the same shape without allocating.
package protocol PackedWeight: AnyObject, Sendable {
  /// Rows of the right-hand side: the length of the sums.
  var depth: Int { get }
  /// Columns of the right-hand side: the width of the result.
  var columns: Int { get }
  /// Takes over rows `rows` of a weight `[out, in]` of the same shape. They begin at a multiple of `packingUnit` and end
  /// at one, or with the weight.
  func repack(from weight: Matrix, rows: Range<Int>)
}

extension PackedWeight {
  /// Takes over a whole weight.
  package func repack(from weight: Matrix) { repack(from: weight, rows: 0..<weight.rows) }
}

/// Rows of a weight that every backend packs by themselves: workers that divide a weight do so at its multiples.
package let packingUnit = 32

/// The rows of a weight `W [out, in]`, each for itself: what products with a few of them read, chosen anew each time.
package enum WeightRows: Sendable {
  /// fp32 values in memory that somebody else owns.
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

/// One use of a weight `W [out, in]` in y = x · Wᵀ: its input and the gradient of its output.
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
