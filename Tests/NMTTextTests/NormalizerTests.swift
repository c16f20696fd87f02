import Foundation
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

@Suite("Normalizer")
struct NormalizerTests {
  static let nfcOnly = TextNormalizer(form: .nfc, casing: .keep, locale: "en")

  /// Input and what is left, with the reason.
  static let cases: [(String, String, String)] = [
    ("", "", "nothing"),
    (" \t ", "", "only white space"),
    ("  a \t b\u{B}c\u{C} d ", "a b c d", "ASCII white space"),
    ("a\u{85}b\u{A0}c\u{2028}d\u{202F}e\u{3000}f\u{1680}", "a b c d e f", "other white space"),
    ("a\u{0}b\u{7}c\u{7F}d\u{9B}", "abcd", "control characters"),
    ("\u{FEFF}a\u{AD}b\u{200B}c\u{2060}d\u{200E}e\u{202B}f\u{2066}g", "abcdefg", "ignorable format characters"),
    ("e\u{301}", "\u{E9}", "composed"),
    ("e\u{200B}\u{301}", "\u{E9}", "composed across what is taken out"),
    ("\u{FB01} \u{2460} \u{B2} \u{FF21}", "\u{FB01} \u{2460} \u{B2} \u{FF21}", "compatibility characters stay in NFC"),
    ("می\u{200C}خواهم", "می\u{200C}خواهم", "Persian ZWNJ between letters that join"),
    ("می\u{200C} خواهم\u{200C}", "می خواهم", "no ZWNJ at a word's end"),
    ("क\u{94D}\u{200D}ष क\u{94D}\u{200C}ष", "क\u{94D}\u{200D}ष क\u{94D}\u{200C}ष", "joiners after a virama"),
    ("a\u{200D}b\u{200C}c", "abc", "joiners between Latin letters say nothing"),
    ("👩\u{200D}🚀 👩🏽\u{200D}🚀", "👩\u{200D}🚀 👩🏽\u{200D}🚀", "emoji sequences"),
    ("❤\u{FE0F}\u{200D}🔥", "❤\u{FE0F}\u{200D}🔥", "emoji sequence with a variation selector"),
    ("👩\u{200D}\u{200D}🚀", "👩\u{200D}🚀", "one joiner is enough"),
    (
      "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
      "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
      "the flag of Scotland"
    ),
    ("a\u{E0067}\u{E0062}b", "ab", "tags behind a letter"),
    ("\u{600}١٢", "\u{600}١٢", "a visible format character"),
    ("\u{FFF9}a\u{FFFA}b\u{FFFB}", "ab", "annotation marks"),
    ("\u{2581}a\u{2581}", "_a_", "the sign that subwords have for a space"),
    ("\u{FFFD}\u{E000}\u{10FFFF}", "\u{FFFD}\u{E000}\u{10FFFF}", "replacement, private use and noncharacters are text"),
  ]

  @Test("what is taken out and what stays", arguments: cases)
  func cleaned(input: String, output: String, reason: String) {
    expectSame(NormalizerTests.nfcOnly.normalize(input), output, reason)
  }

  @Test("NFKC unfolds compatibility characters and folds the spaces that they bring")
  func compatibility() {
    let normalizer = TextNormalizer(form: .nfkc, casing: .keep, locale: "en")
    expectSame(normalizer.normalize("ﬁ ① ² Ａ１ x\u{B4}y"), "fi 1 2 A1 x \u{301}y", "NFKC")
    expectSame(normalizer.normalize("\u{B4}"), "\u{301}", "no space in front")
  }

  @Test("lower case by language, and again composed")
  func lowerCase() {
    func lower(_ text: String, _ locale: String) -> String {
      TextNormalizer(form: .nfc, casing: .lower, locale: locale).normalize(text)
    }
    expectSame(lower("IĞDIR İL", "tr"), "ığdır il", "Turkish")
    expectSame(lower("IĞDIR", "en"), "iğdir", "English")
    expectSame(lower("ÁRVÍZTŰRŐ", "hu"), "árvíztűrő", "Hungarian")
    expectSame(lower("ΟΔΥΣΣΕΥΣ ΣΑΣ", "el"), "οδυσσευς σας", "final sigma")
    expectSame(lower("J\u{30C}", "en"), "\u{1F0}", "j with caron exists only as a small letter")
  }

  @Test("case mapping by language")
  func caseMapping() {
    expectSame(caseMap("straße", .upper, locale: "de"), "STRASSE", "German")
    expectSame(caseMap("i", .upper, locale: "tr"), "İ", "Turkish capital")
    expectSame(caseMap("STRASSE Straße ΣΑΣ", .fold), "strasse strasse σασ", "folded")
    expectSame(caseMap("I", .fold, locale: "tr"), "ı", "Turkish folded")
    expectSame(caseMap("ŉ", .upper), "ʼN", "longer than before")
  }

  @Test("a base keeps 30 marks, so a storm of a megabyte is a short line")
  func storm() {
    let storm = "a" + String(repeating: "\u{301}\u{323}", count: 250_000) + "b"
    for form in UnicodeForm.allCases {
      let normal = TextNormalizer(form: form, casing: .keep, locale: "en").normalize(storm)
      let scalars = normal.unicodeScalars
      #expect(scalars.count <= 32 && scalars.count >= 31)
      #expect(scalars.last?.value == 0x62)
    }
  }

  @Test("normalising twice changes nothing more", arguments: UnicodeForm.allCases, Casing.allCases)
  func idempotent(form: UnicodeForm, casing: Casing) throws {
    for locale in ["en", "tr", "el"] {
      let normalizer = TextNormalizer(form: form, casing: casing, locale: locale)
      for text in try NormalizerTests.hardTexts() {
        let once = normalizer.normalize(text)
        expectSame(normalizer.normalize(once), once, text)
        #expect(!once.utf8.contains { $0 < 0x20 || $0 == 0x7F })
      }
    }
  }

  /// Hand-made cases, random scalars of every block, and the shared folder's naughty strings.
  static func hardTexts() throws -> [String] {
    var texts = cases.map(\.0) + ["ŉ´ǰΣ", "\u{1E9E}\u{345}\u{345}", "\u{FDFA}", "\u{B4}\u{B4} \u{345}A", "İ\u{307}"]
    var generator = SplitMix64(seed: 3)
    let interesting: [UInt32] = [
      0x200C, 0x200D, 0x301, 0x20, 0xAD, 0x94D, 0x915, 0x1F469, 0xFE0F, 0x49, 0x3A3, 0x345, 0xB4,
    ]
    for _ in 0..<3000 {
      let length = 1 + Int(generator.next() % 12)
      let scalars = (0..<length).map { _ in
        let word = generator.next()
        let value =
          word & 1 == 0 ? interesting[Int((word >> 8) % UInt64(interesting.count))] : UInt32((word >> 8) % 0x20000)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
      }
      texts.append(String(String.UnicodeScalarView(scalars)))
    }
    for name in ["blns.txt.gz", "mixed-scripts.flores200.txt.gz", "emoji-test-13.1.txt.gz"] {
      guard let url = TestData.file("adversarial/\(name)") else { continue }
      texts += try allLines(LineReader(path: url.path)).map { String(decoding: $0, as: UTF8.self) }
    }
    return texts
  }
}

/// Compares scalar by scalar: String's own equality would let NFC pass for NFD.
func expectSame(_ found: String, _ expected: String, _ comment: String, location: SourceLocation = #_sourceLocation) {
  if !found.utf8.elementsEqual(expected.utf8) {
    Issue.record(
      "\(Array(found.unicodeScalars)), not \(Array(expected.unicodeScalars)): \(comment)", sourceLocation: location)
  }
}
