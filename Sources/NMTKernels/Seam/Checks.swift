/// The three sizes of C [rows, columns] = op(A) [rows, depth] · op(B) [depth, columns], checked.
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

/// Checks that uses of a weight fit its gradient.
func checkUses(_ uses: [WeightUse], _ gradient: Matrix) {
  for use in uses {
    precondition(
      use.x.rows == use.dy.rows && use.x.columns == gradient.columns && use.dy.columns == gradient.rows,
      "weightGradient: x [\(use.x.rows),\(use.x.columns)], dy [\(use.dy.rows),\(use.dy.columns)] into "
        + "[\(gradient.rows),\(gradient.columns)]")
  }
}

/// Checks that a packed weight keeps its shape.
func checkRepack(of weight: Matrix, rows: Range<Int>, transposed: Bool, depth: Int, columns: Int) {
  let shape = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
  precondition(
    shape == (depth, columns), "repack: \(shape) into a packed weight of depth \(depth) and \(columns) columns")
  precondition(
    rows.lowerBound >= 0 && rows.upperBound <= weight.rows && rows.lowerBound.isMultiple(of: packingUnit)
      && (rows.upperBound.isMultiple(of: packingUnit) || rows.upperBound == weight.rows),
    "repack: rows \(rows) of \(weight.rows)")
}

/// Checks a product with selected rows of a weight.
func checkChosen(_ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, into c: Matrix) {
  let shape = rows.shape
  precondition(
    a.columns == shape.columns && c.rows == a.rows && c.columns == ids.count
      && ids.allSatisfy { $0 >= 0 && Int($0) < shape.rows },
    "product: [\(a.rows),\(a.columns)] · \(ids.count) rows of \(shape) into [\(c.rows),\(c.columns)], or a row outside")
}

/// Checks two matrices for equal shape; `name` is the kernel that was called.
func checkSameShape(_ a: Matrix, _ b: Matrix, _ name: StaticString) {
  precondition(
    a.rows == b.rows && a.columns == b.columns, "\(name): [\(a.rows),\(a.columns)] against [\(b.rows),\(b.columns)]")
}

/// Checks that every matrix has `rows` rows and its own number of columns.
func checkCell(_ name: String, rows: Int, _ matrices: (Matrix, Int)...) {
  for (matrix, columns) in matrices {
    precondition(
      matrix.rows == rows && matrix.columns == columns,
      "\(name): [\(matrix.rows),\(matrix.columns)] is not [\(rows),\(columns)]")
  }
}

/// Checks that row numbers are inside the table and that widths agree.
func checkIDs(_ ids: UnsafePointer<Int32>, count: Int, _ table: Matrix, _ rows: Matrix, _ name: StaticString) {
  precondition(table.columns == rows.columns, "\(name): table of width \(table.columns), rows of \(rows.columns)")
  for r in 0..<count {
    precondition(ids[r] >= 0 && Int(ids[r]) < table.rows, "\(name): row \(ids[r]) of a table with \(table.rows)")
  }
}

/// Checks that every target is a word of the vocabulary.
func checkTargets(_ rows: CrossEntropyRows) {
  for r in 0..<rows.logits.rows {
    precondition(
      rows.targets[r] >= 0 && Int(rows.targets[r]) < rows.logits.columns,
      "crossEntropy: target \(rows.targets[r]) of \(rows.logits.columns) words")
  }
}

/// Checks every matrix of a step against its rows N and width H.
func checkLSTM(_ step: LSTMStep) {
  let H = step.width
  checkStep(step.input, step.rows, 4 * H)
  checkStep(step.previousCell, step.rows, H)
  checkStep(step.gates, step.rows, 4 * H)
  checkStep(step.cell, step.rows, H)
}

/// Checks dHidden and dCell [N,H], dGates [N,4H].
func checkLSTMGradients(_ step: LSTMStep, _ dHidden: Matrix, _ dCell: Matrix, _ dGates: Matrix) {
  checkStep(dHidden, step.rows, step.width)
  checkStep(dCell, step.rows, step.width)
  checkStep(dGates, step.rows, 4 * step.width)
}

/// Checks one matrix of a step, which may have more rows than are live.
private func checkStep(_ matrix: Matrix, _ rows: Int, _ width: Int) {
  precondition(
    matrix.rows >= rows && matrix.columns == width,
    "lstm: [\(matrix.rows),\(matrix.columns)] is not [\(rows),\(width)]")
}

/// Checks queries [T,H], keys [S,H], scores [T,S].
func checkAdditive(_ queries: Matrix, _ keys: Matrix, _ scores: Matrix) {
  precondition(
    queries.columns == keys.columns && scores.rows == queries.rows && scores.columns == keys.rows,
    "additiveScores: queries [\(queries.rows),\(queries.columns)], keys [\(keys.rows),\(keys.columns)], "
      + "scores [\(scores.rows),\(scores.columns)]")
}
