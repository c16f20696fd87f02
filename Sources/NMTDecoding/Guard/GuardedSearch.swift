/// What a piece's search came to under the guard.
struct GuardedResult {
  /// Best first, at least one.
  let hypotheses: [Hypothesis]
  /// nil where nothing was suspicious, or nobody looked.
  let report: GuardReport?
}

/// Searches, looks at what was found, and searches suspicious pieces again under stricter rules.
///
/// The second search may not be longer than the guard allows and says no three subwords twice. Where that still has
/// symptoms, a third says no two subwords twice, charges for repeated subwords (θ = 1.2) and for source that is not looked
/// at (β = 0.2). Of all that was found the one is taken that has the fewest visible symptoms (length, loop), of these the
/// fewest symptoms, of these the highest mean log-probability by the model; the first unless another has fewer symptoms.
struct GuardedSearch {
  let guarding: GuardOptions
  let options: SearchOptions
  /// The n best hypotheses of each of some sources under these options.
  let search: (_ pieces: [Int], SearchOptions) throws -> [[Hypothesis]]

  /// - Parameter sources: subwords of each piece.
  func run(_ sources: [[Int32]]) throws -> [GuardedResult] {
    let check = OutputCheck(guarding)
    var first = options
    first.alignment = true
    let found = try search(Array(sources.indices), first)
    let firstReasons = zip(found, sources).map { check.reasons($0[0], source: $1) }
    var best = zip(found, firstReasons).map { Attempt(hypotheses: $0, reasons: $1) }
    for rules in [stricter, strictest] {
      let suspicious = best.indices.filter { !best[$0].reasons.isEmpty }
      if suspicious.isEmpty { break }
      for (piece, hypotheses) in zip(suspicious, try search(suspicious, rules)) {
        let reasons = check.reasons(hypotheses[0], source: sources[piece])
        let attempt = Attempt(hypotheses: hypotheses, reasons: reasons, isFirst: false)
        if attempt.isBetter(than: best[piece]) { best[piece] = attempt }
      }
    }
    return zip(best, firstReasons).map { best, reasons in
      let report = GuardReport(reasons: reasons, remaining: best.reasons, isReplaced: !best.isFirst)
      return GuardedResult(hypotheses: best.hypotheses, report: reasons.isEmpty ? nil : report)
    }
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
    rules.alignment = true
    rules.sampling = nil
    rules.groups = 1
    rules.beam = max(rules.beam, rules.nBest, 5)
    rules.noRepeatNGram = rules.noRepeatNGram == 0 ? 3 : min(rules.noRepeatNGram, 3)
    // A ratio of 0 says that there is a fixed maximum.
    if rules.lengths.ratio > 0 {
      rules.lengths.ratio = min(rules.lengths.ratio, guarding.lengthRatio)
      rules.lengths.constant = 0
    }
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
