import Foundation
import NMTCorpus
import NMTModelStore
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import Testing

/// Strange text through every tool that reads text: N lines in are N lines out, valid UTF-8, blank ones as they were.
///
/// The lines by hand always; every file of the shared `adversarial` in the slow set, one of them always.
@Suite(.serialized) struct TextMatrixTests {
  /// A file of lines; the ones by hand have no path.
  struct Source: Sendable, CustomTestStringConvertible {
    let name: String
    var path: String?

    var testDescription: String { name }

    /// The lines as they stand, without their line feeds.
    func lines() throws -> [[UInt8]] {
      guard let path else { return HostileLines.lines }
      let reader = try LineReader(path: path, keeping: [.byteOrderMark, .carriageReturns])
      var lines: [[UInt8]] = []
      while let line = try reader.next() { lines.append(line) }
      return lines
    }
  }

  private static let sources: [Source] = {
    let shared = TestData.file("adversarial")?.path
    let names = shared.map { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] } ?? []
    let files = names.filter { $0.hasSuffix(".gz") }.sorted().map { Source(name: $0, path: "\(shared!)/\($0)") }
    return [Source(name: "lines by hand")] + files.filter { SlowSet.isOn || $0.name == "blns.txt.gz" }
  }()

  /// A way to translate; the text of a line becomes one of JSON where there are constraints.
  private static let ways: [(name: String, arguments: [String])] = [
    ("fp32", ["--model", shared.file("fp32")]), ("int8", ["--model", shared.file("int8")]),
    ("document", ["--model", shared.file("fp32"), "--document"]),
    ("constraints", ["--model", shared.file("fp32"), "--input-format", "json"]),
    ("marks", ["--model", shared.file("int8"), "--markup", "--placeholders", "numbers,urls,emails,variables,printf"]),
  ]

  private static let shared = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.file("fp32"))
    try! ModelDirectory.quantize(directory.file("fp32"), to: directory.file("int8"))
    return directory
  }()

  @Test func thereAreFortyLinesByHand() {
    #expect(HostileLines.lines.count >= 40 && Set(HostileLines.all.map(\.name)).count == HostileLines.lines.count)
    #expect(!HostileLines.lines.joined().contains(0x0A))
  }

  @Test(arguments: sources, ways.indices) func translationsAreOneALine(_ source: Source, _ way: Int) throws {
    let (name, arguments) = Self.ways[way]
    let lines = try source.lines()
    let input = name == "constraints" ? try lines.map(constrained) : lines
    let result = try ToolRunner.run(
      "nmt-translate", arguments + ["--beam", name == "constraints" ? "3" : "1", "--max-length", "4", "--quiet"],
      stdin: .bytes(Array(input.map { $0 + [0x0A] }.joined())), timeout: 600)
    try #require(result.status == 0, "\(result.errorText)")
    try #require(result.outputLines.count == lines.count)
    #expect(String(validating: result.output, as: UTF8.self) != nil)
    for (number, (line, found)) in zip(lines, result.outputLines).enumerated() where isBlank(line) {
      #expect(trimmed(Array(found.utf8)) == trimmed(line), "line \(number + 1)")
    }
    SlowSet.report("text: \(source.name), \(name): \(lines.count) lines in and out")
  }

  /// A line with a prefix, a phrase that has to be there and one, out of the line, that must not.
  private func constrained(_ line: [UInt8]) throws -> [UInt8] {
    let text = String(decoding: line, as: UTF8.self)
    let excluded = String(String.UnicodeScalarView(text.unicodeScalars.prefix(20)))
    let object: [String: Any] =
      isBlank(line)
      ? ["source": text]
      : [
        "source": text, "prefix": "A", "include": ["b c", ["text": "d", "isStem": true]], "exclude": [excluded, "z"],
      ]
    return Array(try JSONSerialization.data(withJSONObject: object))
  }

  /// White space of ASCII: what every tool takes for blank.
  private func isBlank(_ line: [UInt8]) -> Bool { line.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }

  /// Without the carriage return of a line end, which only documents keep.
  private func trimmed(_ line: [UInt8]) -> [UInt8] { line.last == 0x0D ? line.dropLast() : line }

  @Test(arguments: sources) func pairsAreKeptOrCounted(_ source: Source) throws {
    let directory = TemporaryDirectory()
    let lines = try source.lines()
    let file = try directory.write(Array(lines.map { $0 + [0x0A] }.joined()), to: "text")
    let result = try ToolRunner.run(
      "nmt-preprocess",
      [
        "--source", file, "--target", file, "--subword-model", Self.shared.file("fp32/joint.spm"), "--output",
        directory.file("data"), "--quiet",
      ], timeout: 300)
    try #require(result.status == 0, "\(result.errorText)")
    let data = try DataDirectory(path: directory.file("data"))
    let counts = data.manifest.train.counts
    #expect(counts.read == lines.count && counts.kept + counts.droppedTotal == counts.read)
    #expect(data.train.count == counts.kept)
  }

  @Test(arguments: sources) func scoresAreOneALine(_ source: Source) throws {
    let directory = TemporaryDirectory()
    let lines = try source.lines()
    let file = try directory.write(Array(lines.map { $0 + [0x0A] }.joined()), to: "text")
    let result = try ToolRunner.run(
      "nmt-score", ["--reference", file, "--hypothesis", file, "--sentence-level", "--quiet"], timeout: 300)
    try #require(result.status == 0, "\(result.errorText)")
    #expect(result.outputLines.count == lines.count && String(validating: result.output, as: UTF8.self) != nil)
    let all = try ToolRunner.run(
      "nmt-score", ["--reference", file, "--hypothesis", file, "--metrics", "bleu,chrf,ter", "--quiet"], timeout: 300)
    #expect(all.status == 0 && all.outputLines.count == 3, "\(all.errorText)")
  }

  /// The contract's limit: 2 s for a line of a megabyte of combining marks, start and model included.
  @Test(
    .enabled(if: !SlowSet.isSanitized),
    arguments: [
      ["nmt-translate", "--model", shared.file("fp32")], ["nmt-translate", "--model", shared.file("int8")],
      ["nmt-translate", "--model", shared.file("fp32"), "--document"],
      ["nmt-translate", "--model", shared.file("fp32"), "--markup", "--placeholders", "numbers,urls,emails"],
      ["nmt-score", "--metrics", "bleu,chrf,ter", "--reference"], ["nmt-score", "--sentence-level", "--reference"],
      ["nmt-preprocess", "--subword-model", shared.file("fp32/joint.spm"), "--target", "same", "--source"],
    ])
  func aMegabyteOfMarksTakesTwoSecondsAtMost(_ words: [String]) throws {
    let directory = TemporaryDirectory()
    let marks = "a" + String(repeating: "\u{301}\u{323}", count: 1 << 18) + "\n"
    let file = try directory.write("the dog\n" + marks + "cold water\n", to: "text")
    var arguments = words.dropFirst().map { $0 == "same" ? file : $0 }
    if words[0] != "nmt-translate" { arguments.append(file) }
    if words[0] == "nmt-preprocess" { arguments += ["--output", directory.file("data")] }
    let result = try ToolRunner.run(words[0], arguments, stdin: .file(file), timeout: 120)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.processorSeconds <= 2, "\(result.processorSeconds) s")
  }
}
