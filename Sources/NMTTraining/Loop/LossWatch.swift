/// Detects divergence: tracks a running mean of the training loss and its minimum.
///
/// A spike of a few updates barely moves the mean and passes by itself; a diverged run does not recover.
package struct LossWatch: Codable, Sendable, Equatable {
  /// Number of updates in the running mean.
  package static let span = 50
  /// Rise of the mean above its minimum that counts as divergence, in nats per target token (1 = 2.7 × perplexity).
  package static let margin = 1.0

  /// Updates observed.
  package private(set) var count = 0
  package private(set) var mean = 0.0
  /// Minimum of the mean; nil before the first full span.
  package private(set) var lowest: Double?

  package init() {}

  /// Adds the loss of one update, a finite number; returns true if the run has diverged.
  package mutating func observe(_ loss: Double) -> Bool {
    count += 1
    mean += (loss - mean) / Double(min(count, Self.span))
    guard count >= Self.span else { return false }
    let lowest = min(lowest ?? mean, mean)
    self.lowest = lowest
    return mean > lowest + Self.margin
  }

  /// True if the mean is closer to its minimum than to divergence, so that the run may be rewound to this point.
  package var isSound: Bool { mean.isFinite && mean <= (lowest ?? mean) + Self.margin / 2 }
}
