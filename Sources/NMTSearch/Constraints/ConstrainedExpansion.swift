import NMTText

/// State of a constrained hypothesis that the search keeps besides its row of log-probabilities.
struct ConstrainedRow {
  let tail: TextTail
  /// Tokens that begin or continue a missing phrase.
  var forced: [Int32] = []
  /// Whether a phrase is written except for the end of its word.
  var waits = false
}

extension SentenceConstraints {
  /// Applies the constraints of a hypothesis with these `tokens` to its row, around the other processors (`body`),
  /// which are skipped while the prefix is written. Tokens needed by phrases stay possible even if other processors
  /// forbid them; once no room is left for anything else, they are the only possible ones.
  func process(
    _ row: UnsafeMutableBufferPointer<Float>, tokens: [Int32], met: UInt64, limits: ClosedRange<Int>, _ body: () -> Void
  ) -> ConstrainedRow {
    var known = ConstrainedRow(tail: TextTail(tokens, reach: reach, text: text))
    if applyPrefix(row, tokens: tokens) { return known }
    guard met != allMet else {
      body()
      applyExclusions(row, tail: known.tail)
      return known
    }
    let isLate = tokens.count + stepsLeft(known.tail, met: met) + 1 >= limits.upperBound
    known.forced = forcedTokens(known.tail, met: met, isLate: isLate)
    known.waits = waitsForWordEnd(known.tail, met: met)
    let kept = (known.forced + [Vocabulary.eos]).map { row[Int($0)] }
    body()
    applyExclusions(row, tail: known.tail)
    if isLate { row.update(repeating: -.infinity) }
    for (token, value) in zip(known.forced, kept) { row[Int(token)] = value }
    if isLate || known.waits { row[Int(Vocabulary.eos)] = kept.last! }
    return known
  }
}

extension BeamSearch {
  /// Selects the candidates of a group under constraints into `scratch.selection`, and the phrases they have met into
  /// `scratch.met`.
  func expand<Decoder: StepDecoder>(
    _ group: BeamGroup, _ step: StepRows<Decoder>, under constraints: SentenceConstraints, places: Int,
    _ scratch: SearchScratch
  ) {
    var pairs: [Candidate] = []
    scratch.selection.reset(capacity: places)
    for (number, live) in group.live.enumerated() {
      scratch.selection.offer(row: number, base: live.total, UnsafeBufferPointer(step.row(live.row)))
    }
    pairs += scratch.selection.candidates
    for (number, live) in group.live.enumerated() {
      let row = step.row(live.row)
      scratch.selection.reset(capacity: 1)
      scratch.selection.offer(row: number, base: live.total, UnsafeBufferPointer(row))
      pairs += scratch.selection.candidates
      let known = scratch.constrained[live.row]
      var tokens = known.forced
      if known.waits { tokens += [Vocabulary.eos] + (bestClosing(row, constraints.text).map { [$0] } ?? []) }
      pairs += tokens.map { Candidate(row: number, token: $0, score: live.total + row[Int($0)]) }
    }
    var candidates: [ConstrainedCandidate] = []
    for (position, pair) in pairs.enumerated() where pair.score > -.infinity {
      guard !pairs[..<position].contains(where: { $0.row == pair.row && $0.token == pair.token }) else { continue }
      let live = group.live[pair.row]
      let tail = scratch.constrained[live.row].tail
      guard let (met, bank) = constraints.advance(tail, pair.token, met: live.met) else { continue }
      candidates.append(ConstrainedCandidate(candidate: pair, met: met, bank: bank))
    }
    let chosen = SentenceConstraints.choose(candidates, places: places)
    scratch.selection.replace(by: chosen.map(\.candidate))
    scratch.met = chosen.map(\.met)
  }

  /// The most probable subword that ends the preceding word.
  private func bestClosing(_ row: UnsafeMutableBufferPointer<Float>, _ text: TargetText) -> Int32? {
    var best: Int32?
    for token in row.indices.dropFirst(Int(Vocabulary.eos) + 1) where row[token] > -.infinity {
      if best.map({ row[token] > row[Int($0)] }) ?? true, text.closesWord(Int32(token)) { best = Int32(token) }
    }
    return best
  }
}
