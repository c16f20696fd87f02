import NMTMetrics
import Testing

/// Words of hand-made texts, with what the rules say about them; the golden covers the rest.
@Suite struct TokenizerTests {
  /// Compares bytes: `String` takes composed and decomposed forms for equal.
  private func cuts(_ tokenizer: BLEUTokenizer, _ text: String, into words: [String], lowercase: Bool = false) -> Bool {
    let bleu = BLEU(options: BLEUOptions(tokenizer: tokenizer, lowercase: lowercase))
    return bleu.words(of: text).map { Array($0.utf8) } == words.map { Array($0.utf8) }
  }

  @Test(arguments: [
    ("Hello, world!", ["Hello", ",", "world", "!"]),
    ("It costs 1,000.50 now.", ["It", "costs", "1,000.50", "now", "."]),
    ("a..b", ["a", ".", ".", "b"]),
    ("1..2", ["1", ".", ".", "2"]),
    (".5 5.", [".", "5", "5", "."]),
    ("10-12 x-y 5--6", ["10", "-", "12", "x-y", "5", "-", "-6"]),
    ("don't (stop)", ["don't", "(", "stop", ")"]),
    ("&quot;x&quot; &amp;lt; &apos;", ["\"", "x", "\"", "<", "&", "apos", ";"]),
    ("a <skipped> b", ["a", "b"]),
    ("a\u{A0}b\u{2028}c\u{200B}d", ["a", "b", "c\u{200B}d"]),
    ("\u{FEFF}a", ["\u{FEFF}a"]),
    ("", []), (" \u{3000} ", []),
  ])
  func thirteenA(_ text: String, _ words: [String]) {
    #expect(cuts(.thirteenA, text, into: words))
  }

  @Test(arguments: [
    ("in 2020.", ["in", "2020."]),
    ("in 2020. Then", ["in", "2020", ".", "Then"]),
    ("\u{201E}Ja\u{201C}, \u{20AC}5", ["\u{201E}", "Ja", "\u{201C}", ",", "\u{20AC}", "5"]),
    ("\u{661}\u{66B}\u{662}", ["\u{661}\u{66B}\u{662}"]),
    ("x\u{B2}.5", ["x\u{B2}.5"]),
    ("&quot;", ["&", "quot", ";"]),
  ])
  func international(_ text: String, _ words: [String]) {
    #expect(cuts(.international, text, into: words))
  }

  @Test(arguments: [
    ("\u{4F60}\u{597D}\u{3002}ok 1.5.", ["\u{4F60}", "\u{597D}", "\u{3002}", "ok", "1.5."]),
    // U+2019 counts as Chinese, and an ideograph of plane 2 does not: see WesternTokenizer.isChinese.
    ("it\u{2019}s \u{20000}\u{20001}", ["it", "\u{2019}", "s", "\u{20000}\u{20001}"]),
  ])
  func chinese(_ text: String, _ words: [String]) {
    #expect(cuts(.chinese, text, into: words))
  }

  @Test func characters() {
    let words = ["e", "\u{301}", "\u{1F468}", "\u{200D}", "\u{1F469}"]
    #expect(cuts(.character, "e\u{301} \u{1F468}\u{200D}\u{1F469}", into: words))
  }

  @Test func lowerCase() {
    let text = "\u{39F}\u{394}\u{39F}\u{3A3} \u{3A3} \u{130} \u{1E9E} A"
    let words = ["\u{3BF}\u{3B4}\u{3BF}\u{3C2}", "\u{3C3}", "i\u{307}", "\u{DF}", "a"]
    #expect(cuts(.none, text, into: words, lowercase: true))
  }
}
