/// The three extents of C [rows, columns] = op(A) [rows, depth] · op(B) [depth, columns], checked.
struct ProductSize {
  let rows: Int
  let columns: Int
  let depth: Int

  init(_ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix) {
    (rows, depth) = ta ? (a.columns, a.rows) : (a.rows, a.columns)
    columns = tb ? b.rows : b.columns
    let inner = tb ? b.columns : b.rows
    precondition(
      inner == depth && c.rows == rows && c.columns == columns,
      "product: [\(rows),\(depth)] · [\(inner),\(columns)] into [\(c.rows),\(c.columns)]")
  }
}

/// Uses of one weight fit its gradient.
func checkUses(_ uses: [WeightUse], _ gradient: Matrix) {
  for use in uses {
    precondition(
      use.x.rows == use.dy.rows && use.x.columns == gradient.columns && use.dy.columns == gradient.rows,
      "weightGradient: x [\(use.x.rows),\(use.x.columns)], dy [\(use.dy.rows),\(use.dy.columns)] into "
        + "[\(gradient.rows),\(gradient.columns)]")
  }
}

/// A packed weight keeps its shape for life.
func checkRepack(of weight: Matrix, rows: Range<Int>, transposed: Bool, depth: Int, columns: Int) {
  let shape = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
  precondition(
    shape == (depth, columns), "repack: \(shape) into a packed weight of depth \(depth) and \(columns) columns")
  precondition(
    rows.lowerBound >= 0 && rows.upperBound <= weight.rows && rows.lowerBound.isMultiple(of: packingUnit)
      && (rows.upperBound.isMultiple(of: packingUnit) || rows.upperBound == weight.rows),
    "repack: rows \(rows) of \(weight.rows)")
}

/// Preconditions of a product with chosen rows of a weight.
func checkChosen(_ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, into c: Matrix) {
  let shape = rows.shape
  precondition(
    a.columns == shape.columns && c.rows == a.rows && c.columns == ids.count
      && ids.allSatisfy { $0 >= 0 && Int($0) < shape.rows },
    "product: [\(a.rows),\(a.columns)] · \(ids.count) rows of \(shape) into [\(c.rows),\(c.columns)], or a row outside")
}

/// Preconditions shared by every backend: `name` says which kernel was called wrongly.
func checkSameShape(_ a: Matrix, _ b: Matrix, _ name: StaticString) {
  precondition(
    a.rows == b.rows && a.columns == b.columns, "\(name): [\(a.rows),\(a.columns)] against [\(b.rows),\(b.columns)]")
}
