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

  package init() {}
}

/// A log-probability that a processor rescored, as the model gave it.
struct RowChange {
  let row: Int
  let token: Int32
  let original: Float
}
