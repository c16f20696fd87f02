import NMTModels
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

/// Draws lines with placeholders and well-formed markup.
private struct LineGenerator {
  var random: SplitMix64

  mutating func pick<T>(_ values: [T]) -> T { values[Int(random.next() % UInt64(values.count))] }

  mutating func placeholder() -> String {
    pick([
      "7", "7", "1,000.5", "\(random.next() % 3000)", "http://a.b/ć?x=1&amp;y=水", "www.x.org", "me@x.org", "{a}",
      "{{ b }}",
      "%1$s", "%d", "é{c}",
    ])
  }

  mutating func content(depth: Int) -> String {
    var parts: [String] = []
    for _ in 0..<1 + Int(random.next() % 4) {
      switch random.next() % 9 {
      case 0: parts.append(placeholder())
      case 1:
        parts.append(pick(["<br/>", "<img a=\"1 > 0\"/>", "<!-- 7 -->", "<?p?>", "<![CDATA[<b>]]>", "&nbsp;", "&x;"]))
      case 2 where depth > 0: parts.append("<b>" + content(depth: depth - 1) + "</b>")
      case 3 where depth > 0: parts.append("<a h='\(random.next() % 9)'> " + content(depth: depth - 1) + "</a>")
      case 4: parts.append(pick(["<i></i>", "&amp;", "&lt;", "x &gt; y", "(" + placeholder() + ")"]))
      default: parts.append(pick(TinyModel.sentences))
      }
    }
    return parts.joined(separator: pick([" ", " ", "", ", "]))
  }
}

/// What a line holds, found by simpler means than the toolkit's own.
private struct Contents: Equatable {
  var tags: [String] = []
  var isBalanced = true

  init(_ line: String) {
    var open: [String] = []
    var rest = line[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      let end =
        ["<!--": "-->", "<?": "?>", "<![": "]]>"].first { rest.hasPrefix($0.key) }?.value
        ?? (rest.hasPrefix("<img") ? "/>" : ">")
      guard let stop = rest.firstRange(of: end) else {
        isBalanced = false
        return
      }
      let tag = String(rest[..<stop.upperBound])
      tags.append(tag)
      if tag.hasPrefix("</") {
        isBalanced = isBalanced && open.popLast() == String(tag.dropFirst(2).prefix(1))
      } else if !tag.hasSuffix("/>"), !tag.hasPrefix("<!"), !tag.hasPrefix("<?") {
        open.append(String(tag.dropFirst().prefix(1)))
      }
      rest = rest[stop.upperBound...]
    }
    isBalanced = isBalanced && open.isEmpty
    tags.sort()
  }
}

struct MarkTranslationTests {
  private static let pipeline = try! TinyModel.pipeline()
  private static let model = try! TinyModel.model(TinyModel.options(pipeline))
  private static let all = MarkOptions(placeholders: PlaceholderKind.allCases, markup: true)

  private func translate(
    _ lines: [TranslationInput], _ marks: MarkOptions = MarkTranslationTests.all,
    _ search: SearchOptions = SearchOptions(beam: 2, lengths: LengthBounds(ratio: 1)), limit: Int = 40
  ) throws -> [Translation] {
    let options = TranslationOptions(search: search, threads: 2, marks: marks, maximumSourceLength: limit)
    return try Translator(model: Self.model, pipeline: Self.pipeline, options: options).translate(lines)
  }

  /// Placeholders of a line and how often each is there, as texts between tags.
  private func placeholderCounts(_ line: String) -> [[UInt8]: Int] {
    var counts: [[UInt8]: Int] = [:]
    let bytes = Array(line.utf8)
    var start = 0
    let tags = markup(in: bytes).filter { if case .character = $0.kind { false } else { true } }.map(\.range)
    for tag in tags + [bytes.count..<bytes.count] {
      let part = Array(
        String(decoding: bytes[start..<tag.lowerBound], as: UTF8.self)
          .replacing("&amp;", with: "&").replacing("&lt;", with: "<").replacing("&gt;", with: ">").utf8)
      for found in placeholders(in: part) { counts[Array(part[found.range]), default: 0] += 1 }
      start = tag.upperBound
    }
    return counts
  }

  @Test(arguments: [[PlaceholderKind.numbers], PlaceholderKind.allCases])
  func everyPlaceholderAndEveryTagIsThere(_ inText: [PlaceholderKind]) throws {
    var generator = LineGenerator(random: SplitMix64(seed: 5))
    let lines = (0..<150).map { _ in generator.content(depth: 3) }
    let found = try translate(
      lines.map { TranslationInput($0) },
      MarkOptions(placeholders: PlaceholderKind.allCases, inText: inText, markup: true))
    var (tags, copies, untranslated) = (0, 0, 0)
    for (line, translation) in zip(lines, found) {
      let (wanted, got) = (Contents(line), Contents(translation.text))
      #expect(wanted.isBalanced && got == wanted, "\(line)\n\(translation.text)")
      let counts = placeholderCounts(translation.text)
      for (text, count) in placeholderCounts(line) {
        #expect(counts[text] == count, "\(String(decoding: text, as: UTF8.self)): \(line)\n\(translation.text)")
        copies += count
      }
      #expect(translation.source == line)
      #expect(translation.marks.looseTags == 0)
      tags += wanted.tags.count
      if translation.marks.isUntranslated { untranslated += 1 }
    }
    #expect(tags > 150 && copies > 80 && untranslated * 50 < lines.count)
    // Alone and together give the same.
    #expect(
      try translate(
        [TranslationInput(lines[3])], MarkOptions(placeholders: PlaceholderKind.allCases, inText: inText, markup: true))
        == [found[3]])
  }

  @Test func withoutMarksTheTextIsThePlainTranslation() throws {
    let plain = TinyModel.sentences.prefix(12).map { $0 }
    let expected = try translate(plain.map { TranslationInput($0) }, MarkOptions()).map(\.text)
    #expect(
      try translate(plain.map { TranslationInput($0) }).map {
        $0.text.replacing("&lt;", with: "<").replacing("&amp;", with: "&")
      } == expected)
    // Pairs of tags change nothing in the text between them.
    for (tagged, text) in zip(plain, expected) {
      let words = tagged.split(separator: " ")
      let line = "<p>\(words[0]) <b>\(words[1]) <i>\(words[2])</i></b> " + words[3...].joined(separator: " ") + "</p>"
      let found = try translate([TranslationInput(line)])[0].text
      let stripped = found.replacing(try! Regex("<[^>]*>"), with: "")
      #expect(stripped.replacing("&lt;", with: "<").replacing("&amp;", with: "&") == text)
      #expect(found.hasPrefix("<p>") && found.hasSuffix("</p>"))
    }
  }

  @Test func hostileLinesKeepEverything() throws {
    let lines = [
      "<b>the dog", "the dog</b>", "<b><i>the</b> dog</i>", "a < b & c > d &amp; e", "<b", "&", "<",
      "<a href=\"the dog",
      "<b></b>", "<br/>", "<p> </p>", "7", "{a}{b}{a}", "7 7 7 7", "<!-- the dog", "the d<b>o</b>g", "the dog <3 &lt;3",
      "7<b>7</b>7", "%%%s%d 5%", "the {a}dog{b}", "((({a})))", "\"7\" '{x}'", "<B>the</b> dog",
      String(repeating: "<i>the dog ", count: 60), String(repeating: "7 dogs and ", count: 70),
      String(repeating: "<u>", count: 300) + "the dog" + String(repeating: "</u>", count: 300),
      String(repeating: "<b>seven apples</b> {x} ", count: 40), "&nbsp;the&nbsp;dog&#10;",
      "\u{FEFF}the \u{200B}<b>dog</b>\u{85}",
    ]
    for (line, translation) in zip(lines, try translate(lines.map { TranslationInput($0) }, limit: 20)) {
      func markupTexts(_ line: String) -> [[UInt8]] {
        let bytes = Array(line.utf8)
        return markup(in: bytes).filter { if case .character = $0.kind { false } else { true } }
          .map { Array(bytes[$0.range]) }.sorted { $0.lexicographicallyPrecedes($1) }
      }
      #expect(markupTexts(translation.text) == markupTexts(line), "\(line)\n\(translation.text)")
      let counts = placeholderCounts(translation.text)
      for (text, count) in placeholderCounts(line) { #expect(counts[text] == count, "\(line)\n\(translation.text)") }
    }
  }

  @Test func everyCandidateHasItsMarks() throws {
    let line = "<b>The dog</b> sees {x} and 7 apples."
    for search in [SearchOptions(beam: 4, nBest: 4), SearchOptions(nBest: 3, sampling: SamplingOptions(topK: 20))] {
      let translation = try translate([TranslationInput(line)], search: search)
      #expect(translation.candidates.count == search.nBest)
      for candidate in translation.candidates {
        #expect(Contents(candidate.text) == Contents(line))
        #expect(placeholderCounts(candidate.text)[Array("{x}".utf8)] == 1)
        #expect(placeholderCounts(candidate.text)[Array("7".utf8)] == 1)
        // Not asked for.
        #expect(candidate.alignment.isEmpty && candidate.attention.isEmpty)
      }
    }
  }

  private func translate(_ lines: [TranslationInput], search: SearchOptions) throws -> Translation {
    try translate(lines, Self.all, search)[0]
  }

  @Test func constraintsAndMarksTogether() throws {
    let constraints = LineConstraints(prefix: "The ", include: ["green door"], exclude: ["dog"])
    let line = "My <b>teacher</b> sees {x} and 12 dogs, http://a.b."
    let text = try translate([TranslationInput(line, constraints: constraints)])[0].text
    #expect(Contents(text) == Contents(line))
    let plain = text.replacing(try! Regex("<[^>]*>"), with: "")
    #expect(
      plain.contains("green door") && plain.contains("{x}") && plain.contains("http://a.b"),
      "\(text)")
    #expect(placeholderCounts(text)[Array("12".utf8)] == 1)
  }
}
