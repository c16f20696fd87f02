import NMTSystem
import NMTTestSupport
import NMTText
import Testing

@Suite("Boundaries and scripts")
struct BoundaryTests {
  @Test("sentences tile the text")
  func sentences() throws {
    let splitter = try SentenceSplitter(locale: "en")
    let text = "Is it late? Yes, it is 3.50 o'clock.  \"Then go!\" We went"
    #expect(splitter.sentences(text) == ["Is it late? ", "Yes, it is 3.50 o'clock.  ", "\"Then go!\" ", "We went"])
    #expect(splitter.ranges("").isEmpty)
    #expect(try SentenceSplitter(locale: "ja").sentences("雨だ。帰ろう。") == ["雨だ。", "帰ろう。"])
    #expect(try SentenceSplitter(locale: "el").sentences("Τι ώρα είναι; Αργά.").count == 2)
  }

  @Test("sentences tile every text, in order, without an empty one")
  func tiling() throws {
    let splitter = try SentenceSplitter(locale: "hu")
    for text in try NormalizerTests.hardTexts() {
      var end = 0
      for range in splitter.ranges(text) {
        #expect(range.lowerBound == end && !range.isEmpty)
        end = range.upperBound
      }
      #expect(end == text.utf8.count)
      #expect(splitter.sentences(text).joined().utf8.elementsEqual(text.utf8))
    }
  }

  @Test("words by language, dictionaries included")
  func words() throws {
    func words(_ text: String, _ locale: String) throws -> [String] {
      let bytes = Array(text.utf8)
      return try WordBoundaries(locale: locale).words(text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    #expect(try words("Can't stop, won't pay 3.50!", "en") == ["Can't", "stop", "won't", "pay", "3.50"])
    #expect(try words("สวัสดีครับ", "th") == ["สวัสดี", "ครับ"])
    #expect(try words("--- ...", "en").isEmpty)
  }

  @Test("an iterator serves many threads at once")
  func threads() async throws {
    let splitter = try SentenceSplitter(locale: "en")
    let text = String(repeating: "One. Two! Three? ", count: 20)
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<32 { group.addTask { splitter.ranges(text).count } }
      for await count in group { #expect(count == 60) }
    }
  }

  @Test("shares of scripts")
  func shares() throws {
    let latin = try #require(Script("Latn"))
    #expect(scriptShare("Hello, world! 123", of: [latin]) == 1)
    #expect(scriptShare("Да", of: [latin]) == 0)
    #expect(scriptShare("аб ab", of: [latin]) == 0.5)
    #expect(scriptShare("123 ... 🙂", of: [latin]) == 1)
    // U+30FC, the sign for a long vowel, belongs to Hiragana and to Katakana.
    #expect(scriptShare("らーめん", of: [try #require(Script("Hira"))]) == 1)
    #expect(dominantScript("abcd где") == latin)
    #expect(dominantScript("123") == nil)
  }

  @Test("scripts of languages")
  func languages() {
    #expect(Script.scripts(ofLanguage: "hu").map(\.name) == ["Latn"])
    #expect(Script.scripts(ofLanguage: "uk").map(\.name) == ["Cyrl"])
    #expect(Set(Script.scripts(ofLanguage: "ja").map(\.name)) == ["Hira", "Kana", "Hani"])
    #expect(Script.scripts(ofLanguage: "zzz").isEmpty)
    #expect(Script("Nope") == nil)
    #expect(Script("hu") == nil)
  }
}
