import NMTKernels

/// Memory of one thread's search, reused for every step and every sentence.
package final class SearchScratch {
  var selection = BoundedSelection(capacity: 1)
  /// Tokens of the current hypothesis, for processors that look back.
  var prefix: [Int32] = []
  /// Changes that processors made to the rows of the current sentence.
  var changes: [RowChange] = []
  /// State of each row of the current sentence if it has constraints.
  var constrained: [ConstrainedRow] = []
  /// Phrases met by each candidate of `selection`, if the sentence requires any.
  var met: [UInt64] = []
  /// A row to overwrite while the step's own row is still needed.
  var row: [Float] = []
  private var whole: FloatBlock?

  package init() {}

  /// Expands rows over some words to rows over all `count`, with −∞ for the others; valid until the next call.
  func spread(_ rows: Matrix, _ words: [Int32], of count: Int) -> Matrix {
    if (whole?.count ?? 0) < rows.rows * count { whole = FloatBlock(count: rows.rows * count) }
    let result = Matrix(whole!.base, rows: rows.rows, columns: count)
    for r in 0..<rows.rows {
      let (from, to) = (rows.row(r), result.row(r))
      to.update(repeating: -.infinity, count: count)
      for (place, word) in words.enumerated() { to[Int(word)] = from[place] }
    }
    return result
  }
}

/// The model's own log-probability of a token that a processor rescored.
struct RowChange {
  let row: Int
  let token: Int32
  let original: Float
}
