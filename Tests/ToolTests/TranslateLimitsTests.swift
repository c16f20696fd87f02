import Foundation
import NMTTestModels
import NMTTestSupport
import NMTTranslation
import Testing

/// `nmt-translate` as a process on lines without measure and on files that cannot be read to their end.
struct TranslateLimitsTests {
  private static let model: TemporaryDirectory = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.path)
    return directory
  }()

  private func translate(_ arguments: [String], _ stdin: [UInt8]) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-translate", ["--model", Self.model.path, "--beam", "1"] + arguments, stdin: .bytes(stdin), timeout: 300)
  }

  private static let text = TinyModel.sentences.prefix(30).joined(separator: "\n") + "\n"

  @Test(.enabled(if: !SlowSet.isSanitized), arguments: [["--alignment"], ["--json", "--attention"]])
  func aLongLinesAlignmentDoesNotTakeItsSquare(_ arguments: [String]) throws {
    // Half a gigabyte and more, were there a weight for each pair of subwords.
    let line = Array((String(repeating: "seven apples ", count: 6000) + "\n").utf8)
    let search = ["--max-length", "40", "--quiet"]
    let (plain, traced) = (try translate(search, line), try translate(search + arguments, line))
    #expect(plain.status == 0 && traced.status == 0, "\(traced.errorText)")
    let more = traced.peakResidentBytes - plain.peakResidentBytes
    #expect(more < 150 << 20, "\(plain.peakResidentBytes) and \(traced.peakResidentBytes) bytes")
    #expect(!traced.outputText.contains("\"attention\""))
  }

  @Test func attentionOfWordsIsThere() throws {
    struct Line: Decodable {
      struct Word: Decodable { let text: String }
      let translation: String
      let source: String
      let words: [Word]
      let attention: [[Double]]
      let word_attention: [[Double]]
    }
    let result = try translate(["--json", "--attention"], Array(Self.text.utf8))
    for text in result.outputLines {
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      #expect(line.words.map(\.text).joined(separator: " ") == line.translation)
      #expect(line.word_attention.count == line.words.count && !line.attention.isEmpty)
      let sources = line.source.split(separator: " ").count
      #expect(line.word_attention.allSatisfy { $0.count == sources && $0.reduce(0, +) < 1.0001 })
    }
    #expect(result.outputLines.count == 30)
  }

  @Test(arguments: [[], ["--document", "--wrapped"], ["--score-tsv"]])
  func linesBeforeDamageAreAnswered(_ arguments: [String]) throws {
    let behind = arguments.contains("--score-tsv") ? "\ta\n" : "\n"
    let lines = Array(TinyModel.sentences.prefix(30).map { $0 + behind }.joined().utf8)
    let expected = try translate(arguments, lines)
    #expect(expected.status == 0 && !expected.output.isEmpty, "\(expected.errorText)")
    // A last line that gzip cannot make short, and that is cut.
    var state: UInt64 = 1
    let tail = (0..<100_000).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return 0x41 + UInt8(state >> 59)
    }
    let packed = try ToolRunner.run("/bin/gzip", ["-c"], stdin: .bytes(lines + tail)).output
    let cut = try translate(arguments, Array(packed.dropLast(100)))
    #expect(cut.status == 65 && cut.errorText.contains("ends early"), "\(cut.errorText)")
    #expect(cut.output == expected.output)
  }

  @Test func linesBeforeOneThatCannotBeReadAreAnswered() throws {
    let bytes = Array("the dog\na bird\n".utf8) + [0xFF, 0x0A]
    let result = try translate(["--invalid-utf8", "fail"], bytes)
    #expect(result.status == 65 && result.errorText.contains("stdin:3"))
    #expect(result.output == (try translate([], Array("the dog\na bird\n".utf8)).output))
    let columns = try translate(["--score-tsv"], Array("a\tb\nno tab\n".utf8))
    #expect(columns.status == 65 && columns.outputLines.count == 1)
  }

  @Test func pairsTooLongToScoreAreNamed() throws {
    let long = String(repeating: "a ", count: Translator.scoredLengthLimit + 1)
    let result = try translate(["--score-tsv"], Array("a\tb\na\t\(long)\n".utf8))
    #expect(result.status == 65 && result.errorText.contains("stdin:2"), "\(result.errorText)")
    #expect(result.outputLines.count == 1)
    let directory = TemporaryDirectory()
    let targets = try directory.write("b\nb\nb\n", to: "targets")
    let files = try translate(["--score-targets", targets], Array("a\na\n\(long)\n".utf8))
    #expect(files.status == 65 && files.errorText.contains("stdin:3"), "\(files.errorText)")
  }
}
