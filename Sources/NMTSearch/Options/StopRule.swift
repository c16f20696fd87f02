/// Condition that ends the search for one sentence while hypotheses are still live.
public enum StopRule: Codable, Sendable, Equatable {
  /// One hypothesis has finished, or as many as the n-best list needs.
  case first
  /// No live hypothesis can overtake the best finished ones (Huang et al. 2017, "When to finish?", section 3). Finds
  /// what `all` finds, except possibly with required phrases: the search does not wait for a hypothesis that still
  /// lacks some, although it could overtake.
  case bestPossible
  /// This number of hypotheses has finished, and at least as many as the n-best list needs.
  case finished(Int)
  /// Finished hypotheses fill the whole beam.
  case all

  /// Whether a search may end, given the `finished` scores of its hypotheses, best first.
  func ends(finished: [Float], wanted: Int, bestLiveBound: Float) -> Bool {
    guard finished.count >= wanted else { return false }
    return switch self {
    case .first: true
    case .bestPossible: finished[wanted - 1] >= bestLiveBound
    case .finished(let count): finished.count >= count
    case .all: false
    }
  }
}
