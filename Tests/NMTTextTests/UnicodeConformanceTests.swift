import Foundation
import NMTTestSupport
import NMTText
import Testing

/// Unicode's own test files, unmodified, from the shared folder.
///
/// One difference is known: in CLDR 42, and so in ICU 72, a colon no longer joins letters to a word, as Unicode 15.1 then
/// took over; 15 lines of the word test of Unicode 14 still join it.
@Suite("Unicode conformance")
struct UnicodeConformanceTests {
  static func lines(_ name: String) throws -> [String] {
    guard let url = TestData.file("adversarial/\(name)") else { return [] }
    let lines = try allLines(LineReader(path: url.path)).map { String(decoding: $0, as: UTF8.self) }
    return lines.filter { !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix("@") }
  }

  @Test("NormalizationTest: every column in every form", .enabled(if: TestData.shared != nil))
  func normalization() throws {
    let lines = try UnicodeConformanceTests.lines("NormalizationTest-8.0.0.txt.gz")
    #expect(lines.count > 18_000)
    for line in lines {
      let columns = line.split(separator: ";").prefix(5).map { column in
        String(String.UnicodeScalarView(column.split(separator: " ").compactMap(scalar)))
      }
      for (index, column) in columns.enumerated() {
        expectSame(nfc(column), columns[index < 3 ? 1 : 3], line)
        expectSame(nfd(column), columns[index < 3 ? 2 : 4], line)
        expectSame(nfkc(column), columns[3], line)
        expectSame(nfkd(column), columns[4], line)
      }
    }
  }

  @Test("WordBreakTest", .enabled(if: TestData.shared != nil))
  func words() throws {
    let words = try WordBoundaries(locale: "en")
    let lines = try UnicodeConformanceTests.lines("WordBreakTest-14.0.0.txt.gz")
    #expect(lines.count > 1_800)
    let joined = lines.filter { $0.contains("× 003A ×") }
    #expect(joined.count == 15)
    for line in lines where !line.contains("× 003A ×") { expectBreaks(line, words.segments) }
    #expect(words.words("a:b").map(\.count) == [1, 1])
  }

  @Test("SentenceBreakTest", .enabled(if: TestData.shared != nil))
  func sentences() throws {
    let splitter = try SentenceSplitter(locale: "en")
    let lines = try UnicodeConformanceTests.lines("SentenceBreakTest-14.0.0.txt.gz")
    #expect(lines.count > 450)
    for line in lines { expectBreaks(line, splitter.ranges) }
  }

  /// Compares with a line such as `÷ 0041 × 0308 ÷ 0020 ÷`.
  private func expectBreaks(_ line: String, _ ranges: (String) -> [Range<Int>]) {
    var text = ""
    var expected: [Int] = []
    for field in line.prefix(while: { $0 != "#" }).split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      if field == "÷" { expected.append(text.utf8.count) }
      if let scalar = scalar(field) { text.unicodeScalars.append(scalar) }
    }
    let found = ranges(text)
    #expect([0] + found.map(\.upperBound) == expected, "\(line)")
    #expect(found.first?.lowerBound == 0)
  }

  private func expectSame(_ found: String, _ expected: String, _ line: String) {
    if !found.utf8.elementsEqual(expected.utf8) { Issue.record("\(Array(found.unicodeScalars)) for \(line)") }
  }

  private func scalar(_ field: Substring) -> Unicode.Scalar? { UInt32(field, radix: 16).flatMap(Unicode.Scalar.init) }
}
