import Foundation
import NMTSearch
import NMTText
import Testing

struct ProcessorTests {
  private let four = LengthBounds(minimum: 4, ratio: 0, constant: 4)

  /// Always the same probabilities: 4 before 5 before 6.
  private func flat(_ beam: Int, _ change: (inout SearchOptions) -> Void) -> Hypothesis {
    var options = SearchOptions(beam: beam, normalization: LengthNormalization(.none), lengths: four)
    change(&options)
    let decoder = TableDecoder(vocabularySize: 7, sourceLengths: [2]) { _, _ in [-9, -9, -9, -5, -1, -1.5, -2] }
    return search(decoder, options: options)[0][0]
  }

  @Test func noNGramTwice() {
    #expect(flat(1) { _ in }.tokens == [4, 4, 4, 4])
    #expect(flat(1) { $0.noRepeatNGram = 1 }.tokens.prefix(3) == [4, 5, 6])
    // Greedy: 44 is there, so 5 follows; 45 is there, 54 is not; behind 4 both 4 and 5 are used up.
    #expect(flat(1) { $0.noRepeatNGram = 2 }.tokens == [4, 4, 5, 4])
    #expect(flat(1) { $0.noRepeatNGram = 3 }.tokens == [4, 4, 4, 5])
    for n in 1...3 {
      for seed in 0..<20 as Range<UInt64> {
        let table = hashedTable(seed: seed, vocabularySize: 9, sharpness: 8)
        let options = SearchOptions(beam: 4, lengths: LengthBounds(minimum: 5), noRepeatNGram: n)
        let tokens = search(TableDecoder(vocabularySize: 9, sourceLengths: [8], table: table), options: options)[0][0]
          .tokens
        let grams = (0...max(0, tokens.count - n)).map { Array(tokens[$0..<min($0 + n, tokens.count)]) }
        #expect(Set(grams).count == grams.count, "\(tokens)")
      }
    }
  }

  @Test func whenEverythingIsForbiddenTheHypothesisEnds() {
    // Three tokens, each once, at least four: no way to go on.
    let found = flat(3) { $0.noRepeatNGram = 1 }
    #expect(found.tokens.count == 3 && found.logProbability == -.infinity)
  }

  @Test func repeatedTokensCountLess() {
    // θ = 1.2: 4 costs 1.2 the second time, still the best; θ = 2: 2, and 5 with 1.5 is better; then 4 again (2) against 6
    // (2): the lower id.
    #expect(flat(1) { $0.repetitionPenalty = 1.2 }.tokens == [4, 4, 4, 4])
    let penalised = flat(1) { $0.repetitionPenalty = 2 }
    #expect(penalised.tokens == [4, 5, 4, 4])
    // The model's own log-probability stays; the score pays: −1 −1.5 −2 −2 −5.
    #expect(penalised.logProbability == -9.5)
    #expect(penalised.score == -11.5)
    #expect(penalised.tokenLogProbabilities == [-1, -1.5, -1, -1, -5])
  }

  @Test func coveragePenaltyByHand() {
    // min(1.4, 1) = 1 → 0; log 0.5; the end of sentence's share does not count.
    let half: Float = coveragePenalty([1.4, 0.5, 0.1], strength: 0.2)
    #expect(abs(half - -0.138629) < 1e-5)
    #expect(coveragePenalty([], strength: 1) == 0)
    let nothing: Float = coveragePenalty([0, 1, 1], strength: 1)
    #expect(abs(nothing - -13.815511) < 1e-4)
  }

  @Test func coveragePrefersTheHypothesisThatReadsEverything() {
    // Position t is read at step t, the end's step counted: one token and the end cover 2 of 4 positions, three tokens and
    // the end all of them.
    func length(_ strength: Float) -> Int {
      let decoder = TableDecoder(vocabularySize: 5, sourceLengths: [4]) { _, prefix in
        prefix.count < 2 ? [-9, -9, -9, -9, -0.1] : [-9, -9, -9, -0.5, -0.9]
      }
      let options = SearchOptions(
        beam: 6, normalization: LengthNormalization(.none), coverage: strength,
        lengths: LengthBounds(ratio: 0, constant: 4))
      return search(decoder, options: options)[0][0].tokens.count
    }
    #expect(length(0) == 1)
    #expect(length(3) == 3)
  }
}
