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

/// Judges updates: which to skip, and whether a run has diverged. Its memory of earlier updates is part of a checkpoint, so
/// that a resumed run judges alike.
///
/// A run has diverged if a running mean of the training loss is far above its minimum. A spike of a few updates barely moves
/// the mean and passes by itself; a diverged run does not recover.
package struct UpdateWatch: Codable, Sendable, Equatable {
  /// Number of updates in the running mean.
  package static let span = 50
  /// Rise of the mean above its minimum that counts as divergence, in nats per target token (1 = 2.7 × perplexity).
  package static let margin = 1.0

  /// Updates observed.
  package private(set) var count = 0
  /// Running mean of the loss, in nats per target token.
  package private(set) var mean = 0.0
  /// Minimum of the mean; nil before the first full span.
  package private(set) var lowest: Double?

  package init() {}

  /// The fault of an update; nil if it is to be applied. Every worker asks once the sum is complete, and all get the same
  /// answer.
  ///
  /// Squares beyond fp32 count as infinite, since such gradients are never intended and clipping would only hide them.
  ///
  /// - Parameters:
  ///   - loss: smoothed loss, summed over the update's target tokens.
  ///   - squares: squared norm of the gradient before clipping.
  func fault(loss: Double, squares: Double, _ options: OptimizerOptions) -> UpdateFault? {
    if !(squares <= Double(Float.greatestFiniteMagnitude)) { return .gradientNotFinite }
    if !loss.isFinite { return .lossNotFinite }
    return nil
  }

  /// Notes an update that was applied; returns true if the run has diverged.
  ///
  /// - Parameter loss: per target token, a finite number.
  package mutating func observe(loss: Double, norm: Double) -> Bool {
    count += 1
    mean += (loss - mean) / Double(min(count, Self.span))
    guard count >= Self.span else { return false }
    let lowest = min(lowest ?? mean, mean)
    self.lowest = lowest
    return mean > lowest + Self.margin
  }

  /// True if the mean is closer to its minimum than to divergence, so that the run may be rewound to this point.
  package var isSound: Bool { mean.isFinite && mean <= (lowest ?? mean) + Self.margin / 2 }

  /// Counts that a checkpoint's reader checks.
  var counts: [Int] { [count] }
}
