import NMTKernels

/// Memory that one thread's search uses again at every step and for every sentence.
package final class SearchScratch {
  var selection = BoundedSelection(capacity: 1)
  /// The tokens of the hypothesis at hand, for processors that look back.
  var prefix: [Int32] = []
  /// What processors have changed in the rows of the sentence at hand.
  var changes: [RowChange] = []
  /// What is known of each row of the sentence at hand, where it has constraints.
  var constrained: [ConstrainedRow] = []
  /// Phrases that each candidate of `selection` has met, where the sentence has to hold some.
  var met: [UInt64] = []
  /// A row that may be overwritten while the step's own is still needed.
  var row: [Float] = []
  private var whole: FloatBlock?

  package init() {}

  /// Rows over some words as rows over all `count` of them, −∞ for the others; valid until the next call.
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

/// A log-probability that a processor rescored, as the model gave it.
struct RowChange {
  let row: Int
  let token: Int32
  let original: Float
}
