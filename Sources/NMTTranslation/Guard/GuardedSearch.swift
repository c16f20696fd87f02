import NMTSearch

/// Result of searching a piece under the guard.
struct GuardedResult {
  /// Hypotheses, best first; at least one.
  let hypotheses: [Hypothesis]
  /// Nil if nothing was suspicious or the guard is off.
  let report: GuardReport?
}

/// Searches, checks the results, and searches suspicious pieces again under stricter rules.
///
/// The second search is limited to the length that the guard and the options allow, and forbids repeated trigrams. With
/// a margin all pieces are searched again, and the first translation is suspicious if the second is more likely by more
/// than the margin. If the best one still has symptoms, a third search forbids repeated bigrams and penalizes repeated
/// subwords (θ = 1.2) and ignored source (β = 0.2). The result is the translation with the fewest visible symptoms
/// (length, loop), then the fewest symptoms, then the highest mean log-probability; it is the first one unless another
/// has fewer symptoms.
struct GuardedSearch {
  let guarding: GuardOptions
  let options: SearchOptions
  /// Finds the n best hypotheses of some pieces under the given options.
  let search: (_ pieces: [Int], SearchOptions) throws -> [[Hypothesis]]

  /// - Parameter sources: subwords of each piece.
  func run(_ sources: [[Int32]]) throws -> [GuardedResult] {
    let check = OutputCheck(guarding)
    let found = try search(Array(sources.indices), options)
    var reasons = zip(found, sources).map { check.reasons($0[0], source: $1) }
    var best = zip(found, reasons).map { Attempt(hypotheses: $0, reasons: $1) }
    for (number, rules) in [stricter, strictest].enumerated() {
      let isCompared = number == 0 && guarding.margin > 0
      let pieces = best.indices.filter { isCompared || !best[$0].reasons.isEmpty }
      if pieces.isEmpty { break }
      for (piece, hypotheses) in zip(pieces, try searchAgain(pieces, sources, rules)) {
        if isCompared, check.isOutscored(found[piece][0], by: hypotheses[0]) {
          reasons[piece].append(.margin)
          best[piece] = Attempt(hypotheses: found[piece], reasons: reasons[piece])
        }
        let remaining = check.reasons(hypotheses[0], source: sources[piece])
        let attempt = Attempt(hypotheses: hypotheses, reasons: remaining, isFirst: false)
        if attempt.isBetter(than: best[piece]) { best[piece] = attempt }
      }
    }
    return zip(best, reasons).map { best, reasons in
      let report = GuardReport(reasons: reasons, remaining: best.reasons, isReplaced: !best.isFirst)
      return GuardedResult(hypotheses: best.hypotheses, report: reasons.isEmpty ? nil : report)
    }
  }

  /// Searches under these rules with each piece's own length bound; pieces with equal bounds are searched together.
  private func searchAgain(_ pieces: [Int], _ sources: [[Int32]], _ rules: SearchOptions) throws -> [[Hypothesis]] {
    var found: [Int: [Hypothesis]] = [:]
    var rules = rules
    while let next = pieces.first(where: { found[$0] == nil }) {
      rules.lengths = lengths(source: sources[next].count)
      let same = pieces.filter { lengths(source: sources[$0].count) == rules.lengths }
      for (piece, hypotheses) in zip(same, try search(same, rules)) { found[piece] = hypotheses }
    }
    return pieces.map { found[$0]! }
  }

  /// The options' bounds if they are within the guard's limit, else the guard's.
  private func lengths(source: Int) -> LengthBounds {
    var bounds = options.lengths
    let allowed = guarding.lengthRatio * Float(source)
    if Float(bounds.range(sourceLength: source).upperBound) <= max(5, allowed) { return bounds }
    (bounds.ratio, bounds.constant) = allowed > 5 ? (guarding.lengthRatio, 0) : (0, 5)
    return bounds
  }

  private struct Attempt {
    let hypotheses: [Hypothesis]
    let reasons: [GuardReason]
    var isFirst = true

    private var symptoms: (Int, Int) { (reasons.count(where: \.isVisible), reasons.count) }

    func isBetter(than other: Attempt) -> Bool {
      if symptoms != other.symptoms { return symptoms < other.symptoms }
      return !other.isFirst && meanLogProbability(hypotheses[0]) > meanLogProbability(other.hypotheses[0])
    }
  }

  private var stricter: SearchOptions {
    var rules = options
    rules.sampling = nil
    rules.groups = 1
    rules.beam = max(rules.beam, rules.nBest, 5)
    rules.noRepeatNGram = rules.noRepeatNGram == 0 ? 3 : min(rules.noRepeatNGram, 3)
    return rules
  }

  private var strictest: SearchOptions {
    var rules = stricter
    rules.noRepeatNGram = min(rules.noRepeatNGram, 2)
    rules.repetitionPenalty = max(rules.repetitionPenalty, 1.2)
    rules.coverage = max(rules.coverage, 0.2)
    return rules
  }
}
