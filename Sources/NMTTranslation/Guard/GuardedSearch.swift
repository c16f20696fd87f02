import NMTSearch

/// What a piece's search came to under the guard.
struct GuardedResult {
  /// Best first, at least one.
  let hypotheses: [Hypothesis]
  /// nil where nothing was suspicious, or nobody looked.
  let report: GuardReport?
}

/// Searches, looks at what was found, and searches suspicious pieces again under stricter rules.
///
/// The second search may not be longer than the guard and the options allow, and forbids repeated trigrams. With a margin
/// all pieces are searched so, and where the model finds the second translation more likely by more than it, the first is
/// suspicious for that. Where the best one still has symptoms, a third search forbids repeated bigrams and charges for
/// repeated subwords (θ = 1.2) and for source that is not looked at (β = 0.2). Of all that was found the one is taken that
/// has the fewest visible symptoms (length, loop), of these the fewest symptoms, of these the highest mean log-probability
/// by the model; the first unless another has fewer symptoms.
struct GuardedSearch {
  let guarding: GuardOptions
  let options: SearchOptions
  /// The n best hypotheses of each of some sources under these options.
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

  /// Searches under these rules and each piece's own bound; pieces of one bound together.
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

  /// The options' bounds where they allow no more than the guard does, else the guard's.
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
