import Foundation
import NMTTestModels
import NMTTestSupport
import NMTText
import Testing

/// `nmt-translate --document` as a process: what a page looks like does not change.
struct DocumentToolTests {
  private static let model: TemporaryDirectory = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.path)
    return directory
  }()

  private func translate(_ text: [UInt8], _ arguments: [String] = []) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-translate",
      ["--model", Self.model.path, "--document", "--beam", "1", "--max-length", "4"] + arguments, stdin: .bytes(text),
      timeout: 300)
  }

  /// The white space before and behind each line's text, its line end among it; the last one has none where the text has
  /// none. A blank line is all white space.
  private func structure(_ text: [UInt8]) -> [[String]] {
    text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      let scalars = String(decoding: line, as: UTF8.self).unicodeScalars
      let before = scalars.prefix { $0.properties.isWhitespace }
      let rest = scalars.dropFirst(before.count)
      let behind = rest.reversed().prefix { $0.properties.isWhitespace }.reversed()
      return [String(before), rest.isEmpty ? "" : "…", behind.map { String($0) }.joined()]
    }
  }

  private func expectSameStructure(_ text: [UInt8], _ name: String) throws {
    let result = try translate(text)
    #expect(result.status == 0, "\(name): \(result.errorText)")
    let (expected, found) = (structure(text), structure(result.output))
    #expect(expected.count == found.count, "\(name)")
    for (number, (a, b)) in zip(expected, found).enumerated() where a != b {
      Issue.record("\(name), line \(number + 1): \(a) became \(b)")
      return
    }
  }

  @Test(
    .enabled(if: TestData.shared != nil, "no shared data: set TOLMACS_SHARED_DATA"),
    arguments: [
      "blns.txt.gz", "blns.json.gz", "emoji-test-13.1.txt.gz", "mixed-scripts.flores200.txt.gz",
      "mixed-scripts.flores200.lang.gz", "GraphemeBreakTest-14.0.0.txt.gz", "WordBreakTest-14.0.0.txt.gz",
      "SentenceBreakTest-14.0.0.txt.gz", "NormalizationTest-8.0.0.txt.gz",
    ])
  func adversarialFilesKeepTheirStructure(_ name: String) throws {
    let file = try #require(TestData.file("adversarial/\(name)"))
    let reader = try LineReader(path: file.path, keeping: [.byteOrderMark, .carriageReturns])
    var text: [UInt8] = []
    while let line = try reader.next() { text += line + (reader.isLastLineOpen ? [] : [0x0A]) }
    try expectSameStructure(text, name)
  }

  /// Fifty pages out of the paragraphs of GNOME's user documentation, plain and with tags: headings, indented lists,
  /// paragraphs of several sentences, hard-wrapped ones, blank lines of every kind, both line ends.
  @Test(.enabled(if: TestData.shared != nil, "no shared data: set TOLMACS_SHARED_DATA"))
  func pagesKeepTheirStructure() throws {
    let plain = try #require(TestData.file("gnome-user-docs/train.en-hu.en.gz"))
    let tagged = try #require(TestData.file("gnome-user-docs/train.en-hu.xml.en.gz"))
    let readers = [try LineReader(path: plain.path), try LineReader(path: tagged.path)]
    for page in 0..<50 {
      var text: [UInt8] = []
      for number in 0..<30 {
        guard let line = try readers[page % 2].next() else { break }
        text += paragraph(line, number + page, lineEnd: page % 3 == 0 ? [0x0D, 0x0A] : [0x0A])
      }
      if page % 5 == 0 { while text.last == 0x0A || text.last == 0x0D { text.removeLast() } }
      try expectSameStructure(text, "page \(page)")
    }
  }

  private func paragraph(_ line: [UInt8], _ number: Int, lineEnd: [UInt8]) -> [UInt8] {
    switch number % 7 {
    case 0: line + lineEnd + Array(repeating: UInt8(ascii: "="), count: 12) + lineEnd + lineEnd
    case 1: Array("  * ".utf8) + line + lineEnd
    case 2: Array("\t\(number). ".utf8) + line + [0x20, 0x20] + lineEnd + [0x20, 0x20] + lineEnd
    case 3: line + Array(".  ".utf8) + line + lineEnd + lineEnd + lineEnd
    case 4:
      Array(line.split(separator: 0x20).enumerated().map { $0 % 8 == 7 ? Array($1) + lineEnd : $1 + [0x20] }.joined())
        + lineEnd + lineEnd
    case 5: Array("\u{A0}\u{3000}".utf8) + line + lineEnd + [0x09] + lineEnd
    default: line + lineEnd + lineEnd
    }
  }

  @Test func layoutIsForTextAlone() throws {
    let text = Array("  Yes.  The dog.\r\n\r\nNo".utf8)
    #expect(try translate(text).output.last != 0x0A)
    // Other formats are lines like any other.
    for flag in ["--json", "--scores"] {
      let result = try translate(text, [flag])
      #expect(result.outputLines.count == 3 && result.output.last == 0x0A && !result.output.contains(0x0D))
    }
  }

  @Test func cutSentencesAreReported() throws {
    let long = "The dog. " + String(repeating: "the green door, ", count: 30) + "yes. The bird.\n"
    let result = try translate(Array(("Short.\n" + long).utf8))
    #expect(result.errorText.contains("cut at clauses: 1, the first on line 2"), "\(result.errorText)")
    #expect(try translate(Array(long.utf8), ["--quiet"]).errorText == "")
  }

  /// Pages of paragraphs broken at 60 columns: joined, they say what whole paragraphs say, between the same blank lines.
  @Test(.enabled(if: TestData.shared != nil, "no shared data: set TOLMACS_SHARED_DATA"))
  func wrappedPagesKeepTheirParagraphs() throws {
    let file = try #require(TestData.file("gnome-user-docs/test.en-hu.en.gz"))
    let reader = try LineReader(path: file.path)
    var whole: [String] = []
    while let line = try reader.next() {
      let text = String(decoding: line, as: UTF8.self)
      // One is a list of short lines, which is not taken for a broken paragraph.
      if text.utf8.count > 130, text.utf8.allSatisfy({ $0 < 0x80 }), text.utf8.first != 0x23 { whole.append(text) }
    }
    #expect(whole.count > 40)
    for page in 0..<10 {
      let paragraphs = whole.enumerated().filter { $0.offset % 10 == page }.map(\.element)
      let lineEnd = page % 2 == 0 ? "\n" : "\r\n"
      let blanks = paragraphs.indices.map { ["", "  ", "\t"][$0 % 3] + lineEnd }
      let indents = paragraphs.indices.map { ["", "  ", "  * ", "\t"][$0 % 4] }
      var (plain, wrapped) = ("", "")
      for (index, text) in paragraphs.enumerated() {
        plain += indents[index] + text + lineEnd + blanks[index]
        wrapped += broken(text, indents[index], lineEnd) + blanks[index]
      }
      let expected = try translate(Array(plain.utf8)).outputLines
      let result = try translate(Array(wrapped.utf8), ["--wrapped"])
      #expect(result.status == 0, "\(result.errorText)")
      var found = [""]
      for line in result.outputLines {
        let text = line.hasSuffix("\r") ? String(line.unicodeScalars.dropLast()) : line
        let isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        if isBlank { found += [text, ""] } else { found[found.count - 1] += joined(text, found.last!) }
      }
      #expect(found.dropLast() == expected.map { $0.hasSuffix("\r") ? String($0.unicodeScalars.dropLast()) : $0 }[...])
    }
  }

  private func joined(_ line: String, _ before: String) -> String {
    before.isEmpty ? line : " " + line.drop { $0 == " " || $0 == "\t" }
  }

  private func broken(_ text: String, _ indent: String, _ lineEnd: String) -> String {
    let hanging = indent.contains("*") ? "    " : indent
    var lines = [indent]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].count + word.count >= 60 { lines.append(hanging) }
      let isFirst = lines.last == indent && lines.count == 1 || lines.last == hanging
      lines[lines.count - 1] += (isFirst ? "" : " ") + word
    }
    return lines.map { $0 + lineEnd }.joined()
  }

  @Test func wrappedTextOfEveryKindLosesNothing() throws {
    for text in ["", "\n", "a", "\u{FEFF}the dog\nsees\n", "\n\n  the dog\n\n\n", "\u{FEFF}", "  * \n-\n\r\n42\r\n"] {
      let result = try translate(Array(text.utf8), ["--wrapped"])
      #expect(result.status == 0 && structure(result.output) == structure(Array(text.utf8)), "\(text)")
    }
    let many = try translate(
      Array(String(repeating: "the dog\n", count: 3000).utf8), ["--wrapped", "--max-length", "1"])
    #expect(many.status == 0 && !many.output.isEmpty && many.output.last == 0x0A)
    for flags in [["--wrapped", "--json"], ["--wrapped", "--no-document"]] {
      #expect(try translate([0x61], flags).status == 64)
    }
  }
}
