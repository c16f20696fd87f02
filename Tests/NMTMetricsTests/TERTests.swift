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

  @Test func normalization() {
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

  private struct Hostile {
    let name: String
    let hypothesis: String
    let reference: String
    let edits: Int
    var options = TEROptions()
  }

  /// The edits are those that sacreBLEU 2.6.0 counts, which takes up to 50 s for one of them.
  private static let hostile: [Hostile] = {
    func words(_ word: String, _ count: Int) -> String { Array(repeating: word, count: count).joined(separator: " ") }
    func text(_ character: String, _ count: Int) -> String { String(repeating: character, count: count) }
    let alternating = (0..<5_000).map { $0 % 2 == 0 ? "a" : "b" }
    let marks = text("\u{301}", 10_000)
    let asian = TEROptions(normalized: true, asianSupport: true)
    return [
      Hostile(name: "the same word", hypothesis: words("a", 5_000), reference: words("a", 5_000), edits: 0),
      Hostile(name: "one more often", hypothesis: words("a", 5_000), reference: words("a", 4_997), edits: 3),
      Hostile(name: "another word", hypothesis: words("a", 5_000), reference: words("b", 5_000), edits: 5_000),
      Hostile(
        name: "two words in turn", hypothesis: alternating.joined(separator: " "),
        reference: alternating.reversed().joined(separator: " "), edits: 2),
      Hostile(name: "no space", hypothesis: text("x", 20_000), reference: text("y", 20_000), edits: 1),
      Hostile(
        name: "no space, Asian", hypothesis: text("\u{597D}", 20_000), reference: text("\u{4F60}", 20_000),
        edits: 20_000, options: asian),
      // sacreBLEU does not end within a minute; ten deletions are the least for ten words fewer.
      Hostile(
        name: "no space, Asian, shorter", hypothesis: text("\u{597D}", 20_000), reference: text("\u{597D}", 19_990),
        edits: 10, options: asian),
      Hostile(name: "marks", hypothesis: "e" + marks, reference: "e" + text("\u{301}", 9_999), edits: 1),
      Hostile(name: "marks apart", hypothesis: "e" + marks, reference: "e " + marks, edits: 2, options: asian),
    ]
  }()

  @Test func hostileLinesAreFast() {
    #if DEBUG
      let limit = Duration.seconds(60)
    #else
      let limit = Duration.seconds(2)
    #endif
    for line in Self.hostile {
      let start = ContinuousClock.now
      #expect(edits(line.hypothesis, line.reference, line.options) == line.edits, "\(line.name)")
      let duration = ContinuousClock.now - start
      #expect(duration < limit, "\(line.name): \(duration)")
    }
  }
}
