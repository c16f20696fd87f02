/// When the search for one sentence ends, beside having no live hypothesis left.
public enum StopRule: Codable, Sendable, Equatable {
  /// As soon as one hypothesis (or as many as the n-best list asks for) has ended.
  case first
  /// As soon as no live hypothesis can still overtake the best ones that have ended (Huang et al. 2017, "When to
  /// finish?", section 3). Finds what `all` finds, but under required phrases not always: a hypothesis that lacks some of them is
  /// not waited for, though it may still overtake.
  case bestPossible
  /// As soon as this number of hypotheses has ended, and at least as many as the n-best list asks for.
  case finished(Int)
  /// When every place of the beam is taken by an ended hypothesis.
  case all

  /// Whether a search may end; `finished` are the scores of ended hypotheses, best first.
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
