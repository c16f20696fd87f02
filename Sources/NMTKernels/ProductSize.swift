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
func checkRepack(of weight: Matrix, transposed: Bool, depth: Int, columns: Int) {
  let shape = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
  precondition(
    shape == (depth, columns), "repack: \(shape) into a packed weight of depth \(depth) and \(columns) columns")
}

/// A selection takes columns that exist, each once.
func checkSelection(_ ids: [Int32], of columns: Int, beside count: Int) {
  precondition(
    count + ids.count <= columns && ids.allSatisfy { $0 >= 0 && Int($0) < columns },
    "append: \(ids.count) columns beside \(count) of \(columns), or one outside")
}

/// Preconditions shared by every backend: `name` says which kernel was called wrongly.
func checkSameShape(_ a: Matrix, _ b: Matrix, _ name: StaticString) {
  precondition(
    a.rows == b.rows && a.columns == b.columns, "\(name): [\(a.rows),\(a.columns)] against [\(b.rows),\(b.columns)]")
}
