import NMTMetrics
import NMTSystem
import Testing

/// Cases small enough to be worked out by hand.
@Suite struct BLEUTests {
  private let plain = BLEU(options: BLEUOptions(tokenizer: .none))

  @Test func countsAreClippedByTheReference() {
    // "the" stands twice in the reference, seven times in the hypothesis (Papineni et al. 2002, section 2.1).
    let statistics = plain.statistics(
      hypothesis: "the the the the the the the", references: ["the cat is on the mat"])
    #expect(statistics.matches == [2, 0, 0, 0])
    #expect(statistics.totals == [7, 6, 5, 4])
    #expect(statistics.hypothesisLength == 7)
    #expect(statistics.referenceLength == 6)
  }

  @Test func countsOfSeveralReferencesAreTheLargestNotTheSum() {
    let statistics = plain.statistics(hypothesis: "a a a b b", references: ["a a c c", "a b c c c c"])
    #expect(statistics.matches == [3, 2, 0, 0])  // a twice and b once; "a a" once and "a b" once
    #expect(statistics.referenceLength == 4)  // 4 and 6 are equally near to 5: the shorter one
  }

  @Test func closestReferenceMayBeTheEmptyOne() {
    #expect(plain.statistics(hypothesis: "a", references: ["a b c d", ""]).referenceLength == 0)
  }

  @Test func equalTextScoresHundredAndAnEmptyOneZero() {
    let bleu = BLEU()
    let same = bleu.sentenceScore(hypothesis: "one two three four.", references: ["one two three four."])
    #expect(abs(same.value - 100) < 1e-9)
    #expect(bleu.sentenceScore(hypothesis: "", references: ["one"]).value == 0)
    #expect(bleu.sentenceScore(hypothesis: "", references: ["one"]).brevityPenalty == 0)
    #expect(bleu.sentenceScore(hypothesis: "", references: [""]).value == 0)
  }

  @Test func canonicallyEquivalentTextIsNotEqual() {
    // U+00E9 against U+0065 U+0301: equal as Swift strings, different words for sacreBLEU.
    let statistics = plain.statistics(hypothesis: "caf\u{E9}", references: ["cafe\u{301}"])
    #expect(statistics.matches == [0, 0, 0, 0])
  }

  @Test func brevityPenalty() {
    // exp(1 − 8/4)
    let score = plain.sentenceScore(hypothesis: "a b c d", references: ["a b c d e f g h"])
    #expect(abs(score.brevityPenalty - 0.367_879_441_171_442_33) < 1e-15)
    #expect(abs(score.value - 36.787_944_117_144_23) < 1e-9)
  }

  @Test func raggedReferences() {
    let both = plain.corpusScore(hypotheses: ["a b", "c d"], references: [["a b", "c d"], [nil, "c"]])
    #expect(both.statistics.matches == [4, 2, 0, 0])
    #expect(both.statistics.referenceLength == 4)
    // An empty string is a reference, nil is none: only the first can be the closest in length.
    let empty = plain.corpusScore(hypotheses: ["a"], references: [["a b c"], [""]])
    #expect(empty.statistics.referenceLength == 0)
  }

  @Test func signatures() {
    let version = "version:tolmacs-\(toolVersion)"
    #expect(
      BLEU().signature(references: .same(1)).description
        == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|\(version)")
    let options = BLEUOptions(
      tokenizer: .international, lowercase: true, smoothing: .floor(0.1), effectiveOrder: true)
    let signature = BLEU(options: options).signature(references: .varying)
    #expect(signature.description == "nrefs:var|case:lc|eff:yes|tok:intl|smooth:floor[0.10]|\(version)")
    #expect(signature.text(short: true) == "#:var|c:lc|e:yes|tok:intl|s:floor[0.10]|v:tolmacs-\(toolVersion)")
  }

  @Test func invalidOptionsAreNamed() throws {
    #expect(throws: Failure.self) { try BLEUOptions(maximumOrder: 0).validate() }
    #expect(throws: Failure.self) { try BLEUOptions(smoothing: .addK(-1)).validate() }
    #expect(throws: Failure.self) { try BLEUOptions(smoothing: .floor(.nan)).validate() }
    try BLEUOptions(smoothing: .floor(0)).validate()
    #expect(BLEUSmoothing(name: "laplace") == nil)
  }

  /// A line of many words makes all tables grow, and a short one after it is counted as before.
  @Test func longLinesAndReuse() {
    let counter = BLEU(options: BLEUOptions(tokenizer: .none)).makeCounter()
    func statistics(_ words: Range<Int>) -> BLEUStatistics {
      let text = Array(words.map(String.init).joined(separator: " ").utf8)
      return counter.statistics(hypothesis: text, references: [text, text])
    }
    let short = statistics(0..<5)
    #expect(short.matches == [5, 4, 3, 2])
    #expect(statistics(0..<50_000).matches == [50_000, 49_999, 49_998, 49_997])
    #expect(statistics(0..<5) == short)
    #expect(statistics(0..<200_000).matches[3] == 199_997)
  }

  @Test func hostileLinesAreFast() {
    let bleu = BLEU(options: BLEUOptions(tokenizer: .international, lowercase: true))
    let storm = "e" + String(repeating: "\u{301}", count: 500_000)
    let start = ContinuousClock.now
    #expect(bleu.statistics(hypothesis: storm, references: [storm]).matches[0] == 1)
    let sigmas = String(repeating: "\u{3A3}'", count: 200_000)
    #expect(bleu.statistics(hypothesis: sigmas, references: [sigmas]).hypothesisLength > 0)
    #expect(ContinuousClock.now - start < .seconds(2))
  }
}
