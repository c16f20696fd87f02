import NMTMetrics
import NMTSystem
import Testing

/// Cases small enough to be worked out by hand.
@Suite struct TERTests {
  private func edits(_ hypothesis: String, _ reference: String, _ options: TEROptions = TEROptions()) -> Int {
    TER(options: options).statistics(hypothesis: hypothesis, references: [reference]).edits
  }

  @Test func countsEdits() {
    #expect(edits("a b c", "a b c") == 0)
    #expect(edits("a x c", "a b c") == 1)
    #expect(edits("a c", "a b c") == 1)
    #expect(edits("a b x c", "a b c") == 1)
    #expect(edits("", "a b c") == 3)
    #expect(edits("a b", "") == 2)
    #expect(edits("A B", "a b") == 0)
    #expect(edits("A B", "a b", TEROptions(caseSensitive: true)) == 2)
  }

  @Test func aMovedSequenceIsOneEdit() {
    #expect(edits("d e a b c", "a b c d e") == 1)
    #expect(edits("x d e a b c", "a b c d e") == 2)
  }

  @Test func meanLengthAndFewestEdits() {
    let ter = TER()
    let statistics = ter.statistics(hypothesis: "a b c", references: ["a b c d", "x y", "a b c d e"])
    #expect(statistics == TERStatistics(edits: 1, referenceLength: 11.0 / 3))
    #expect(abs(ter.score(statistics).value - 300.0 / 11) < 1e-12)
    #expect(ter.sentenceScore(hypothesis: "a", references: [""]).value == 100)
    #expect(ter.sentenceScore(hypothesis: "", references: [""]).value == 0)
  }

  @Test func normalisation() {
    let words = TER(options: TEROptions(normalized: true)).words(of: "Anna's &amp;amp; it's, 1.5 x.")
    #expect(words == ["anna", "'s", "&", "amp", ";", "it's", ",", "1.5", "x", "."])
    let bare = TER(options: TEROptions(noPunctuation: true, asianSupport: true)).words(
      of: "a.b (c) \u{3002}\u{597D}\u{FF0C}")
    #expect(bare == ["ab", "c", "\u{597D}"])
    let asian = TER(options: TEROptions(normalized: true, asianSupport: true)).words(
      of: "\u{597D}\u{4F60}\u{3042}\u{3044}")
    #expect(asian == ["\u{597D}", "\u{4F60}", "\u{3042}\u{3044}"])
  }

  @Test func signature() {
    let version = "tolmacs-\(toolVersion)"
    #expect(
      TER().signature(references: .same(1)).description
        == "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:\(version)")
    let options = TEROptions(normalized: true, noPunctuation: true, asianSupport: true, caseSensitive: true)
    #expect(
      TER(options: options).signature(references: .same(1)).text(short: true)
        == "#:1|c:mixed|t:tercom|nr:yes|pn:no|as:yes|v:\(version)")
  }

  @Test func hostileLinesAreFast() {
    let start = ContinuousClock.now
    let same = Array(repeating: "a", count: 5_000)
    #expect(edits(same.joined(separator: " "), same.dropLast(3).joined(separator: " ")) == 3)
    #expect(edits(String(repeating: "x", count: 20_000), String(repeating: "y", count: 20_000)) == 1)
    let alternating = (0..<5_000).map { $0 % 2 == 0 ? "a" : "b" }
    #expect(edits(alternating.joined(separator: " "), alternating.reversed().joined(separator: " ")) > 0)
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
