/// Counts validations without improvement, to lower the rate or stop early.
///
/// A measure that is not finite never counts as an improvement.
package struct Patience: Codable, Sendable, Equatable {
  /// The best measure so far, lower is better; nil before the first finite one.
  package var best: Double?
  /// Observations since the best one or since the last time the patience ran out.
  package var waited = 0
  /// How often the patience has run out.
  package var timesOut = 0

  package init() {}

  /// Adds one observation; returns true if it is the best so far.
  @discardableResult
  package mutating func observe(_ measure: Double, patience: Int) -> Bool {
    if measure.isFinite, measure < best ?? .infinity {
      best = measure
      waited = 0
      return true
    }
    waited += 1
    if patience > 0, waited >= patience {
      waited = 0
      timesOut += 1
    }
    return false
  }
}
