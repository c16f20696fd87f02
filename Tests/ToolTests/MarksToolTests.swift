import Foundation
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import Testing

struct MarksToolTests {
  private static let directory = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.path)
    return directory
  }()

  private func translate(_ arguments: [String], _ text: String) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-translate", ["--model", Self.directory.path, "--beam", "2", "--max-length", "12"] + arguments,
      stdin: .text(text), timeout: 300)
  }

  @Test func marksAreCopiedAndCounted() throws {
    let text = "<p>The <b>dog</b> sees 7 apples &amp; {name}.</p>\n\nhttp://a.b/c\nthe <i>dog\nplain\n"
    let result = try translate(["--markup", "--placeholders", "numbers,urls,variables"], text)
    #expect(result.status == 0, "\(result.errorText)")
    let lines = result.outputLines
    #expect(lines.count == 5)
    for part in ["<p>", "</p>", "<b>", "</b>", "7", "{name}"] {
      #expect(lines[0].ranges(of: part).count == 1, "\(part) in \(lines[0])")
    }
    #expect(lines[1] == "" && lines[2] == "http://a.b/c" && lines[3].contains("<i>"))
    #expect(result.errorText.contains("3 placeholders copied"))
    #expect(result.errorText.contains("5 tags and entities put back"))
    #expect(result.errorText.contains("tags without a partner in 1 lines, the first on line 4"))
    // Other output: the marks are in the text, all else is of the words.
    let json = try translate(["--markup", "--json", "--n-best", "2"], text).outputLines
    #expect(
      json[0].contains(#""n_best":["#) && json[0].contains("<p>") && json[0].contains(#""source":"<p>The <b>dog"#))
  }

  @Test func unknownKindsAreTold() throws {
    let result = try translate(["--placeholders", "numbers,words"], "a\n")
    #expect(result.status == 64)
    #expect(result.errorText.contains("numbers | urls | emails | variables | printf"))
  }

  @Test(.enabled(if: TestData.shared != nil, "no shared data: set TOLMACS_SHARED_DATA"))
  func realTextWithTags() throws {
    let file = try #require(TestData.file("gnome-user-docs/test.en-hu.xml.en.gz"))
    let reader = try LineReader(path: file.path)
    var lines: [String] = []
    while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    let result = try translate(
      ["--quiet", "--markup", "--placeholders", "numbers,urls,emails,variables,printf"],
      lines.joined(separator: "\n") + "\n")
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputLines.count == lines.count)
    var count = 0
    for (line, found) in zip(lines, result.outputLines) {
      #expect(tags(of: found).sorted() == tags(of: line).sorted(), "\(line)\n\(found)")
      var open: [Substring] = []
      for tag in tags(of: found) where !tag.hasSuffix("/>") {
        let name = tag.drop { $0 == "<" || $0 == "/" }.prefix { $0.isLetter }
        if tag.hasPrefix("</") { #expect(open.popLast() == name) } else { open.append(name) }
      }
      #expect(open.isEmpty, "\(found)")
      count += tags(of: line).count
    }
    #expect(count > 100)
  }

  private func tags(of line: String) -> [String] {
    line.matches(of: try! Regex("</?[a-zA-Z][^<>]*>")).map { String(line[$0.range]) }
  }
}
