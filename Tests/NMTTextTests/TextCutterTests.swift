import NMTTestSupport
import NMTText
import Testing

@Suite("Cutting what is too long")
struct TextCutterTests {
  private func parts(_ text: String, _ limit: Int, _ locale: String = "en") throws -> [String] {
    try TextCutter(locale: locale).parts(of: text, limit: limit) { $0.unicodeScalars.count }
  }

  @Test("at clauses first, wherever they are")
  func clauses() throws {
    #expect(try parts("one, two", 8) == ["one, two"])
    #expect(try parts("one two three, four five", 16) == ["one two three, ", "four five"])
    #expect(try parts("He said (twice), \"no\"; we left", 24) == ["He said (twice), ", "\"no\"; we left"])
    #expect(try parts("It cost 1,000,000 – a lot", 20) == ["It cost 1,000,000 – ", "a lot"])
    #expect(try parts("これは長い文です、とても長いです", 12, "ja") == ["これは長い文です、", "とても長いです"])
    #expect(try parts("before it—behind it", 14) == ["before it—", "behind it"])
  }

  @Test("else at spaces, words and clusters")
  func others() throws {
    #expect(try parts("alpha beta gamma delta", 12) == ["alpha beta ", "gamma delta"])
    #expect(try parts("1,000,000:12", 8).joined() == "1,000,000:12")
    let thai = try parts("สวัสดีครับสวัสดีครับ", 12, "th")
    #expect(thai.count == 2 && thai.joined() == "สวัสดีครับสวัสดีครับ")
    // A family of one cluster is not taken apart while there is another place.
    let family = "👨‍👩‍👧‍👦"
    #expect(try parts(family + family + family, 8) == [family, family, family])
  }

  @Test("parts tile every text and are short enough", arguments: [1, 3, 40])
  func tiling(_ limit: Int) throws {
    let cutter = try TextCutter(locale: "en")
    for text in try NormalizerTests.hardTexts() {
      let parts = cutter.parts(of: text, limit: limit) { $0.unicodeScalars.count }
      #expect(parts.joined().utf8.elementsEqual(text.utf8))
      #expect(parts.allSatisfy { $0.unicodeScalars.count <= limit }, "\(parts)")
    }
  }

  @Test("a megabyte without a place to cut takes a second or two")
  func longWord() throws {
    let text = String(repeating: "x", count: 1 << 20)
    let start = ContinuousClock.now
    let parts = try parts(text, 200)
    #expect(parts.count > 5000 && parts.allSatisfy { $0.utf8.count <= 200 })
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("no sentence ends at a known abbreviation")
  func abbreviations() throws {
    let text = "We met Mr. Smith. He left."
    #expect(try SentenceSplitter(locale: "en").sentences(text).count == 3)
    #expect(
      try SentenceSplitter(locale: "en", knowsAbbreviations: true).sentences(text) == [
        "We met Mr. Smith. ", "He left.",
      ])
    #expect(try SentenceSplitter(locale: "hu", knowsAbbreviations: true).sentences("Jó. Rossz.").count == 2)
  }
}
