import NMTMetrics
import NMTSystem
import Testing

/// Cases small enough to be worked out by hand.
@Suite struct ChrFTests {
  @Test func countsCharactersWithoutWhiteSpace() {
    let metric = ChrF(options: ChrFOptions(characterOrder: 2))
    let statistics = metric.statistics(hypothesis: "ab a", references: ["a bb"])
    #expect(statistics.hypothesis == [3, 2])
    #expect(statistics.reference == [3, 2])
    #expect(statistics.matches == [2, 1])  // a, b; "ab" spans the space
    // precision = recall = (2/3 + 1/2) / 2
    #expect(abs(metric.score(statistics).value - 100 * 7 / 12) < 1e-9)
  }

  @Test func whiteSpaceMayCount() {
    let metric = ChrF(options: ChrFOptions(characterOrder: 2, whiteSpace: true))
    #expect(metric.statistics(hypothesis: "ab a", references: ["a bb"]).matches == [3, 0])
  }

  @Test func punctuationIsAWordOfItsOwn() {
    let metric = ChrF(options: ChrFOptions(characterOrder: 1, wordOrder: 1))
    // "(hi)" → "(hi" ")"; "\"so" → "\"" "so"; "." stays; but "(hi" alone → "(" "hi".
    let statistics = metric.statistics(hypothesis: "(hi) \"so .", references: ["(hi ) \" so ."])
    #expect(statistics.matches[1] == 4)
    #expect(statistics.reference[1] == 6)
    #expect(statistics.hypothesis[1] == 5)
  }

  @Test func ordersThatTheReferenceLacksDoNotCount() {
    let statistics = ChrF(options: ChrFOptions(characterOrder: 3)).statistics(hypothesis: "abcd", references: ["ab"])
    #expect(statistics.hypothesis == [4, 3, 0])
    #expect(statistics.reference == [2, 1, 0])
  }

  @Test func bestReferenceCounts() {
    let metric = ChrF()
    #expect(metric.sentenceScore(hypothesis: "abcdefg", references: ["xyz", "abcdefg", ""]).value == 100)
    #expect(metric.sentenceScore(hypothesis: "", references: [""]).value == 0)
  }

  @Test func canonicallyEquivalentTextIsNotEqual() {
    let statistics = ChrF(options: ChrFOptions(characterOrder: 1)).statistics(
      hypothesis: "\u{E9}", references: ["e\u{301}"])
    #expect(statistics.matches == [0])
  }

  @Test func namesAndSignatures() {
    let options = ChrFOptions(wordOrder: 2, beta: 3, lowercase: true, epsilonSmoothing: true)
    let metric = ChrF(options: options)
    #expect(metric.sentenceScore(hypothesis: "a", references: ["a"]).name == "chrF3++")
    #expect(
      metric.signature(references: .same(2)).description
        == "nrefs:2|case:lc|eff:no|nc:6|nw:2|space:no|version:tolmacs-\(toolVersion)")
    #expect(
      ChrF().signature(references: .same(1)).text(short: true)
        == "#:1|c:mixed|e:yes|nc:6|nw:0|s:no|v:tolmacs-\(toolVersion)")
    #expect(throws: Failure.self) { try ChrFOptions(characterOrder: 0).validate() }
    #expect(throws: Failure.self) { try ChrFOptions(beta: 0).validate() }
  }
}
