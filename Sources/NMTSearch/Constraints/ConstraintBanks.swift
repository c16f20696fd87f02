import NMTText

/// A possible continuation of a hypothesis with required phrases.
struct ConstrainedCandidate {
  let candidate: Candidate
  /// Bit mask of the phrases that are met.
  let met: UInt64
  /// Number of phrase steps already written.
  let bank: Int
}

/// Lexically constrained decoding by dynamic beam allocation (Post & Vilar 2018; vectorized form in Hu et al. 2019,
/// "Improved lexically constrained decoding for translation and monolingual rewriting", section 3).
///
/// Candidates are the best tokens over all hypotheses, the best token of each, and every token that begins or continues
/// a missing phrase. They are sorted into banks by how much of the phrases they have written; the beam takes the best
/// of each bank, the fullest bank first, then the second best of each, and so on.
extension SentenceConstraints {
  /// Tokens that begin or continue a missing phrase after `tail`.
  ///
  /// - Parameter isLate: whether no room is left for anything else; then only one phrase is continued.
  func forcedTokens(_ tail: TextTail, met: UInt64, isLate: Bool) -> [Int32] {
    var (going, starts): ([(token: Int32, written: Int)], [Int32]) = ([], [])
    for index in missing(met) {
      let phrase = phrases[index]
      let written = progress(phrase, tail)
      if written < phrase.bytes.count {
        if written > 0, let next = next(phrase, written) { going.append((next, written)) }
        starts.append(phrase.tokens[hasSpace(phrase, tail) ? 1 : 0])
      }
    }
    if isLate, let furthest = going.max(by: { $0.written < $1.written }) { return [furthest.token] }
    return going.map(\.token) + starts
  }

  /// Whether some phrase is written except for the end of its word.
  func waitsForWordEnd(_ tail: TextTail, met: UInt64) -> Bool {
    missing(met).contains { progress(phrases[$0], tail) == phrases[$0].bytes.count }
  }

  /// Upper bound on the steps needed to write all missing phrases.
  func stepsLeft(_ tail: TextTail, met: UInt64) -> Int {
    var (steps, saved) = (0, 0)
    for index in missing(met, ignoringOrder: true) {
      steps += phrases[index].steps
      saved = max(saved, stepsWritten(phrases[index], tail))
    }
    return steps - saved
  }

  /// Phrases met and bank after `token` follows `tail`; nil for an end of sentence while phrases are missing.
  func advance(_ tail: TextTail, _ token: Int32, met: UInt64) -> (met: UInt64, bank: Int)? {
    let surface = text.surface(token)
    let whole = tail.bytes + surface
    var after = met
    for index in missing(met) {
      let phrase = phrases[index]
      let earliest = max(0, tail.bytes.count - phrase.bytes.count)
      guard whole.count >= phrase.bytes.count, earliest <= whole.count - phrase.bytes.count else { continue }
      for start in earliest...whole.count - phrase.bytes.count {
        guard whole[start...].starts(with: phrase.bytes) else { continue }
        let end = start + phrase.bytes.count
        let isClosed = end < whole.count ? !beginsInsideWord(whole[end...]) : token == Vocabulary.eos
        if !phrase.needsStart || !endsInsideWord(whole[..<start]), !phrase.needsEnd || isClosed {
          after |= 1 << UInt64(index)
          break
        }
      }
    }
    if token == Vocabulary.eos { return after == allMet ? (after, bank(after, nil)) : nil }
    return (after, bank(after, TextTail(bytes: whole)))
  }

  /// The beam's choice from candidates, in rounds over the banks.
  static func choose(_ candidates: [ConstrainedCandidate], places: Int) -> [ConstrainedCandidate] {
    let byBank = candidates.indices.sorted {
      let (a, b) = (candidates[$0], candidates[$1])
      return (-a.bank, -a.candidate.score, $0) < (-b.bank, -b.candidate.score, $1)
    }
    var rank = 0
    var ranked: [(rank: Int, index: Int)] = []
    for (position, index) in byBank.enumerated() {
      rank = position > 0 && candidates[byBank[position - 1]].bank == candidates[index].bank ? rank + 1 : 0
      ranked.append((rank, index))
    }
    // Stable: within a rank, the fullest bank first.
    let order = ranked.indices.sorted { (ranked[$0].rank, $0) < (ranked[$1].rank, $1) }
    return order.prefix(places).map { candidates[ranked[$0].index] }
  }

  // MARK: Progress

  /// Unmet phrases that may be met next.
  private func missing(_ met: UInt64, ignoringOrder: Bool = false) -> [Int] {
    phrases.indices.filter { index in
      met & (1 << UInt64(index)) == 0
        && (ignoringOrder || phrases[index].after.map { met & (1 << UInt64($0)) != 0 } ?? true)
    }
  }

  /// Length in bytes of the longest prefix of a phrase that the text ends with.
  private func progress(_ phrase: Phrase, _ tail: TextTail) -> Int {
    var written = min(phrase.bytes.count, tail.bytes.count)
    while written > 0, !tail.endsWith(phrase.bytes[..<written], atWordStart: phrase.needsStart) { written -= 1 }
    return written
  }

  /// The token that continues a phrase after `written` bytes: the model's own segmentation, or the longest fitting
  /// subword.
  private func next(_ phrase: Phrase, _ written: Int) -> Int32? {
    if let position = phrase.ends.firstIndex(of: written) { return phrase.tokens[position + 1] }
    return text.segment(phrase.bytes[written...])?.first
  }

  /// Whether the phrase's first token is a lone space, and the text ends with one.
  private func hasSpace(_ phrase: Phrase, _ tail: TextTail) -> Bool {
    phrase.ends[0] == 0 && phrase.tokens.count > 1 && tail.bytes.last == 0x20
  }

  /// Number of a phrase's steps that the end of the text already covers.
  private func stepsWritten(_ phrase: Phrase, _ tail: TextTail) -> Int {
    let written = progress(phrase, tail)
    guard written > 0 else { return hasSpace(phrase, tail) ? 1 : 0 }
    if let position = phrase.ends.firstIndex(of: written) { return position + 1 }
    guard let rest = text.segment(phrase.bytes[written...]) else { return 0 }
    return max(0, phrase.tokens.count - rest.count)
  }

  private func bank(_ met: UInt64, _ tail: TextTail?) -> Int {
    var (steps, going) = (0, 0)
    for index in phrases.indices {
      if met & (1 << UInt64(index)) != 0 { steps += phrases[index].steps }
    }
    if let tail {
      for index in missing(met) { going = max(going, stepsWritten(phrases[index], tail)) }
    }
    return steps + going
  }
}

extension TextTail {
  init(bytes: [UInt8]) { self.bytes = bytes }
}
