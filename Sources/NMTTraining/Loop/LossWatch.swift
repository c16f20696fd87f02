/// Whether training has left its road: a running mean of the training loss, and the lowest that it has been.
///
/// A spike of a few updates moves the mean little and passes by itself; a run that has diverged does not come back.
package struct LossWatch: Codable, Sendable, Equatable {
  /// Updates over which the mean runs.
  package static let span = 50
  /// Nats a target token by which the mean may rise above its lowest; 1 is a perplexity 2.7 times as high.
  package static let margin = 1.0

  /// Updates observed.
  package private(set) var count = 0
  package private(set) var mean = 0.0
  /// nil until the mean runs over a whole span.
  package private(set) var lowest: Double?

  package init() {}

  /// Takes the loss of one update, a finite number; true if the run has diverged.
  package mutating func observe(_ loss: Double) -> Bool {
    count += 1
    mean += (loss - mean) / Double(min(count, Self.span))
    guard count >= Self.span else { return false }
    let lowest = min(lowest ?? mean, mean)
    self.lowest = lowest
    return mean > lowest + Self.margin
  }

  /// Whether the mean is nearer to its lowest than to divergence: such a run may be gone back to.
  package var isSound: Bool { mean.isFinite && mean <= (lowest ?? mean) + Self.margin / 2 }
}
