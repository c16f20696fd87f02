/// A reason to skip an update. Weights, optimizer and averages are then as if its batch did not exist.
package enum UpdateFault: Sendable {
  case gradientNotFinite
  case lossNotFinite

  /// The reason as messages name it.
  var description: String {
    switch self {
    case .gradientNotFinite: "a gradient that is not finite"
    case .lossNotFinite: "a loss that is not finite"
    }
  }
}

extension ReplicaCrew {
  /// The fault of the current update; nil if it is to be applied. Every worker asks once the sum is complete, and all
  /// get the same answer.
  ///
  /// Squares beyond fp32 count as infinite, since such gradients are never intended and clipping would only hide them.
  var fault: UpdateFault? {
    if !(sum.totalOfSquares <= Double(Float.greatestFiniteMagnitude)) { return .gradientNotFinite }
    if !smoothedSum.isFinite { return .lossNotFinite }
    return nil
  }
}
