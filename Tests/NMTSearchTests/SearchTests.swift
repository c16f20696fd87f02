import Foundation
import NMTSearch
import NMTSystem
import NMTText
import Testing

private struct Scored {
  let tokens: [Int32]
  let logProbability: Float
  let score: Float
}

/// Every sequence of tokens 4…V−1 within the limits, with its score, best first: what a search without a beam finds.
private func exhaustive(
  _ table: (Int, [Int32]) -> [Float], vocabularySize: Int, limits: ClosedRange<Int>, normalization: LengthNormalization
) -> [Scored] {
  var found: [Scored] = []
  func visit(_ tokens: [Int32], _ logProbability: Float) {
    let next = table(0, [Vocabulary.bos] + tokens)
    if tokens.count >= limits.lowerBound {
      let whole = logProbability + next[Int(Vocabulary.eos)]
      let score = whole / normalization.divisor(length: tokens.count + 1)
      found.append(Scored(tokens: tokens, logProbability: whole, score: score))
    }
    guard tokens.count < limits.upperBound else { return }
    for token in 4..<vocabularySize { visit(tokens + [Int32(token)], logProbability + next[token]) }
  }
  visit([], 0)
  return found.sorted { $0.score > $1.score }
}

/// Every rule with two strengths.
private let normalizations = LengthNormalization.Rule.allCases.flatMap { rule in
  ([0.6, 1] as [Float]).map { LengthNormalization(rule, alpha: $0) }
}

struct SearchTests {
  @Test(arguments: normalizations, [StopRule.bestPossible, .all])
  func aBeamAsWideAsTheSpaceIsExhaustive(_ normalization: LengthNormalization, _ stop: StopRule) {
    let size = 7
    for seed in 0..<20 as Range<UInt64> {
      let table = hashedTable(seed: seed, vocabularySize: size)
      // 3 + 9 + 27 + 81 sequences of 1…4 tokens, and 3 steps' worth of live ones beside them.
      let options = SearchOptions(
        beam: 300, nBest: 10, normalization: normalization, lengths: LengthBounds(minimum: 1, ratio: 0, constant: 4),
        stop: stop)
      let decoder = TableDecoder(vocabularySize: size, sourceLengths: [2], table: table)
      let found = search(decoder, options: options)[0]
      let best = exhaustive(table, vocabularySize: size, limits: 1...4, normalization: normalization)
      #expect(found.map(\.tokens) == best.prefix(10).map(\.tokens), "seed \(seed)")
      #expect(found.map(\.score) == best.prefix(10).map(\.score), "seed \(seed)")
    }
  }

  @Test func beamOfOneIsGreedy() {
    for seed in 0..<100 as Range<UInt64> {
      let table = hashedTable(seed: seed, vocabularySize: 37)
      for stop in [StopRule.first, .bestPossible, .all] {
        let options = SearchOptions(beam: 1, stop: stop)
        let lengths = [1, 5, 3, 9]
        let beam = search(
          TableDecoder(vocabularySize: 37, sourceLengths: lengths, table: table), options: options,
          recordsAttention: true)
        for sentence in lengths.indices {
          let limits = options.lengths.range(sourceLength: lengths[sentence])
          #expect(
            beam[sentence][0].tokens == greedyReference(table, sentence: sentence, limits: limits), "seed \(seed)")
        }
      }
    }
  }

  /// The slow twin: the most probable token that is allowed, one after the other.
  private func greedyReference(
    _ table: (Int, [Int32]) -> [Float], sentence: Int, limits: ClosedRange<Int>
  ) -> [Int32] {
    var tokens: [Int32] = []
    while tokens.count < limits.upperBound {
      let next = table(sentence, [Vocabulary.bos] + tokens)
      let allowed = next.indices.filter { $0 > 3 || ($0 == Int(Vocabulary.eos) && tokens.count >= limits.lowerBound) }
      let best = allowed.max { (next[$0], -$0) < (next[$1], -$1) }!
      if best == Int(Vocabulary.eos) { break }
      tokens.append(Int32(best))
    }
    return tokens
  }

  @Test(arguments: [1, 2, 5]) func aBatchEqualsItsSentencesAlone(_ beam: Int) {
    let lengths = [4, 1, 7, 2, 7]
    let options = SearchOptions(beam: beam, nBest: beam)
    let table = hashedTable(seed: 5, vocabularySize: 19)
    let together = search(
      TableDecoder(vocabularySize: 19, sourceLengths: lengths, table: table), options: options, recordsAttention: true)
    for (sentence, length) in lengths.enumerated() {
      let alone = TableDecoder(vocabularySize: 19, sourceLengths: [length]) { _, prefix in table(sentence, prefix) }
      #expect(search(alone, options: options, recordsAttention: true)[0] == together[sentence], "sentence \(sentence)")
    }
    for room in [1, 5, 9, 14, 30] {
      let decoder = TableDecoder(vocabularySize: 19, sourceLengths: lengths, table: table)
      #expect(search(decoder, options: options, room: room, recordsAttention: true) == together, "room \(room)")
    }
  }

  @Test func aFullBatchIsKeptFull() {
    // Twenty sentences of two subwords, room for five: each ends after its number of tokens modulo 4, and 2.
    let decoder = TableDecoder(vocabularySize: 6, sourceLengths: [Int](repeating: 2, count: 20)) { sentence, prefix in
      let end = prefix.count > sentence % 4 + 2
      return [-9, -9, -9, end ? -0.01 : -8, end ? -7 : -0.01, -9]
    }
    let found = search(decoder, options: SearchOptions(beam: 1), room: 15)
    #expect(found.map { $0[0].tokens.count } == (0..<20).map { $0 % 4 + 2 })
    // 20 · (3 + 4 + 5 + 6) / 4 rows in all; without others taking ended sentences' places it would be 24 steps.
    #expect(decoder.rowCounts.reduce(0, +) == 90)
    #expect(decoder.rowCounts.count < 24, "\(decoder.rowCounts)")
    #expect(decoder.rowCounts.max() == 5)
  }

  @Test func endedSentencesAndHypothesesAreNotComputed() {
    // Sentence 0 ends at once, sentence 1 after two tokens: rows a step 2, then 1.
    let decoder = TableDecoder(vocabularySize: 6, sourceLengths: [3, 3]) { sentence, prefix in
      let end = sentence == 0 || prefix.count == 3
      return [-9, -9, -9, end ? -0.01 : -8, end ? -7 : -0.01, -9]
    }
    let found = search(decoder, options: SearchOptions(beam: 1, lengths: LengthBounds(minimum: 0)))
    #expect(found.map { $0[0].tokens } == [[], [4, 4]])
    #expect(decoder.rowCounts == [2, 1, 1])
  }

  @Test func lengthsStayWithinTheLimits() {
    let never = TableDecoder(vocabularySize: 6, sourceLengths: [3]) { _, _ in [-9, -9, -9, -20, -0.1, -3] }
    let longest = search(never, options: SearchOptions(beam: 3, lengths: LengthBounds(ratio: 2, constant: 1)))
    #expect(longest[0][0].tokens == [4, 4, 4, 4, 4, 4, 4])
    // The forced end is part of the score: 7 · −0.1 − 20.
    #expect(abs(longest[0][0].logProbability - -20.7) < 1e-4)
    for beam in [1, 4] {
      let always = TableDecoder(vocabularySize: 6, sourceLengths: [3]) { _, _ in [-9, -9, -9, -0.1, -3, -5] }
      let options = SearchOptions(beam: beam, lengths: LengthBounds(minimum: 2))
      #expect(search(always, options: options)[0][0].tokens == [4, 4])
      let ratio = SearchOptions(beam: beam, lengths: LengthBounds(minimumRatio: 1.5))
      #expect(search(always, options: ratio)[0][0].tokens == [4, 4, 4, 4])
    }
  }

  @Test(arguments: [1, 2, 4]) func tiesGoToTheLowerID(_ beam: Int) {
    let flat = TableDecoder(vocabularySize: 40, sourceLengths: [2]) { _, prefix in
      [Float](repeating: -4, count: 40)
    }
    let options = SearchOptions(
      beam: beam, normalization: LengthNormalization(.none), lengths: LengthBounds(ratio: 0, constant: 3))
    // All tokens are alike: the end of sentence has the lowest id of those allowed, and one token is the least.
    #expect(search(flat, options: options)[0][0].tokens == [4])
  }

  @Test func specialTokensAreNeverProduced() {
    let tempting = TableDecoder(vocabularySize: 6, sourceLengths: [2]) { _, _ in [-0.1, -0.2, -0.3, -3, -2, -4] }
    let options = SearchOptions(beam: 4, nBest: 4)
    for hypothesis in search(tempting, options: options)[0] { #expect(hypothesis.tokens.allSatisfy { $0 >= 4 }) }
    let unknown = SearchOptions(beam: 1, lengths: LengthBounds(ratio: 0, constant: 2), allowsUnknown: true)
    #expect(search(tempting, options: unknown)[0][0].tokens == [1, 1])
  }

  @Test(arguments: [1, 3]) func aBrokenModelStillEnds(_ beam: Int) {
    for value in [Float.nan, -.infinity, .infinity] {
      let broken = TableDecoder(vocabularySize: 20, sourceLengths: [2, 5]) { _, _ in
        [Float](repeating: value, count: 20)
      }
      let found = search(broken, options: SearchOptions(beam: beam))
      #expect(found.allSatisfy { $0.count == 1 && $0[0].tokens.count <= 20 })
    }
  }

  @Test func theFirstStopRuleNeedsFewerSteps() {
    let table = hashedTable(seed: 3, vocabularySize: 12, sharpness: 2)
    func steps(_ stop: StopRule) -> Int {
      let decoder = TableDecoder(vocabularySize: 12, sourceLengths: [6], table: table)
      _ = search(decoder, options: SearchOptions(beam: 6, stop: stop))
      return decoder.rowCounts.count
    }
    #expect(steps(.first) < steps(.all))
    #expect(steps(.first) < steps(.finished(3)) && steps(.finished(3)) < steps(.all))
    #expect(steps(.bestPossible) <= steps(.all))
  }

  @Test func alignmentIsTheStrongestSourcePosition() {
    let decoder = TableDecoder(vocabularySize: 6, sourceLengths: [2]) { _, prefix in
      prefix.count == 5 ? [-9, -9, -9, -0.1, -5, -5] : [-9, -9, -9, -6, -0.1, -5]
    }
    for beam in [1, 3] {
      let found = search(decoder, options: SearchOptions(beam: beam), recordsAttention: true)[0][0]
      #expect(found.tokens == [4, 4, 4, 4])
      #expect(found.aligned == [0, 1, 2, 0])
    }
  }

  @Test func forcedScoresAreTheSearchsOwn() {
    let table = hashedTable(seed: 11, vocabularySize: 23)
    let lengths = [3, 6, 1]
    let options = SearchOptions(beam: 4, normalization: LengthNormalization(.none))
    let found = search(TableDecoder(vocabularySize: 23, sourceLengths: lengths, table: table), options: options)
    let forced = run(
      TableDecoder(vocabularySize: 23, sourceLengths: lengths, table: table),
      ForcedScoring(targets: found.map { $0[0].tokens }), room: 8)
    for (hypotheses, scores) in zip(found, forced) {
      #expect(scores[0].tokenLogProbabilities.count == hypotheses[0].tokens.count + 1)
      #expect(scores[0].tokenLogProbabilities == hypotheses[0].tokenLogProbabilities)
      #expect(scores[0].logProbability == hypotheses[0].logProbability)
    }
  }

  @Test func optionsNameWhatIsWrong() {
    let wrong: [(SearchOptions, String)] = [
      (SearchOptions(beam: 0), "beam"), (SearchOptions(beam: 1001), "beam"),
      (SearchOptions(beam: 2, nBest: 3), "nBest"),
      (SearchOptions(normalization: LengthNormalization(alpha: .nan)), "alpha"),
      (SearchOptions(lengths: LengthBounds(minimum: -1)), "minimum"),
      (SearchOptions(lengths: LengthBounds(ratio: .infinity)), "ratio"),
      (SearchOptions(lengths: LengthBounds(ratio: 0, constant: -1)), "constant"),
      (SearchOptions(lengths: LengthBounds(ratio: 0, constant: 0)), "constant"),
      (SearchOptions(lengths: LengthBounds(minimumRatio: -1)), "minimumRatio"),
      (SearchOptions(beam: 6, groups: 4), "groups"), (SearchOptions(coverage: .nan), "coverage"),
      (SearchOptions(diversity: -1), "diversity"), (SearchOptions(noRepeatNGram: -1), "noRepeatNGram"),
      (SearchOptions(repetitionPenalty: 0.5), "repetitionPenalty"), (SearchOptions(stop: .finished(6)), "stop"),
      (SearchOptions(sampling: SamplingOptions(temperature: 0)), "temperature"),
      (SearchOptions(sampling: SamplingOptions(topK: -1)), "topK"),
      (SearchOptions(sampling: SamplingOptions(topP: 0)), "topP"),
    ]
    for (options, name) in wrong {
      #expect { try options.validate() } throws: { ($0 as? Failure)?.what.hasPrefix("\(name) is ") == true }
    }
    #expect(throws: Never.self) { try SearchOptions().validate() }
  }
}
