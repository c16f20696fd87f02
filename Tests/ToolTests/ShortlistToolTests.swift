import Foundation
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import Testing

/// From parallel text to translations with a shortlist, by real executables.
@Suite(.serialized) struct ShortlistToolTests {
  private static let made = Result { try make() }

  /// Made-up words that translate to themselves in capitals: data with a shortlist and a model trained on it.
  private static func make() throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    let words = ["kalo", "ten", "misar", "nopi", "lomi", "sar", "bugat", "reni", "odu", "pelin"]
    let lines: [String] = (0..<300).map { (line: Int) -> String in
      let step = 3 + line % 5
      let chosen = (0..<2 + line % 4).map { (place: Int) -> String in words[(line * 7 + place * step) % 10] }
      return chosen.joined(separator: " ") + "\n"
    }
    try directory.write(lines.joined(), to: "source")
    try directory.write(lines.joined().uppercased(), to: "target")
    try run(directory, "nmt-preprocess", preprocess(directory, "data", ["--threads", "1"]))
    try run(
      directory, "nmt-train",
      [
        "--data", directory.file("data"), "--model", directory.file("model"), "--preset", "tiny", "--embedding", "16",
        "--encoder-width", "16", "--decoder-width", "16", "--batch-sentences", "16", "--max-updates", "800",
        "--learning-rate", "0.01", "--validation-bleu-lines", "0",
      ])
    return directory
  }

  private static func preprocess(_ directory: TemporaryDirectory, _ name: String, _ more: [String]) -> [String] {
    [
      "--source", directory.file("source"), "--target", directory.file("target"), "--validation-source",
      directory.file("source"), "--validation-target", directory.file("target"), "--vocabulary-size", "310",
      "--output", directory.file(name), "--shortlist", "--shortlist-frequent", "10", "--shortlist-best", "8",
    ] + more
  }

  @discardableResult
  private static func run(
    _ directory: TemporaryDirectory, _ tool: String, _ arguments: [String]
  ) throws -> ToolResult {
    let result = try ToolRunner.run(tool, arguments, timeout: 120)
    guard result.status == 0 else { throw Failure(.software, result.errorText, at: tool) }
    return result
  }

  private func translate(_ directory: TemporaryDirectory, _ model: String, _ flags: [String]) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-translate", ["--model", directory.file(model)] + flags, stdin: .file(directory.file("source")))
  }

  @Test func threadsChangeNoByteAndTrainingCopiesIt() throws {
    let directory = try Self.made.get()
    let list = try directory.read("data/\(Shortlist.fileName)")
    try Self.run(directory, "nmt-preprocess", Self.preprocess(directory, "again", ["--threads", "3"]))
    #expect(try directory.read("again/\(Shortlist.fileName)") == list)
    #expect(try directory.read("again/manifest.json") == directory.read("data/manifest.json"))
    #expect(try directory.read("model/\(Shortlist.fileName)") == list)
    #expect(try ToolRunner.run("nmt-inspect", [directory.file("data")]).status == 0)
    let report = try ToolRunner.run("nmt-inspect", [directory.file("model")])
    #expect(report.status == 0 && report.outputText.contains("\(Shortlist.fileName):"))
    let found = try Shortlist(directory: directory.file("data"))
    #expect(found.frequent.count == 10 && found.targetVocabulary == found.sourceVocabulary)
  }

  /// What the full output layer says is nearly always within the list, and no batch or thread changes a byte.
  @Test func translatesTheSameInAnyBatch() throws {
    let directory = try Self.made.get()
    for precision in ["fp32", "int8"] {
      let flags = ["--scores", "--precision", precision]
      let full = try translate(directory, "model", flags + ["--shortlist", "off"])
      let short = try translate(directory, "model", flags + ["--shortlist", "on"])
      #expect(short.status == 0 && full.status == 0, "\(short.errorText)")
      #expect(short.output != full.output)
      func texts(_ result: ToolResult) -> [String] { result.outputLines.map { String($0.prefix { $0 != "\t" }) } }
      let same = zip(texts(full), texts(short)).filter { $0 == $1 }.count
      #expect(same >= 270, "\(precision): \(same) of 300")
      let named = try translate(directory, "model", flags + ["--shortlist", directory.file("data")])
      #expect(named.output == short.output)
      for more in [["--threads", "1", "--batch-tokens", "10"], ["--threads", "3", "--batch-tokens", "200"]] {
        #expect(try translate(directory, "model", flags + ["--shortlist", "on"] + more).output == short.output)
      }
    }
  }

  /// `auto` takes the list in int8 alone; forced scores never do.
  @Test func autoAndForcedScores() throws {
    let directory = try Self.made.get()
    try Self.run(directory, "nmt-inspect", [directory.file("model"), "--quantise", directory.file("small")])
    for (model, chosen) in [("model", "off"), ("small", "on")] {
      let automatic = try translate(directory, model, ["--scores"])
      #expect(try translate(directory, model, ["--scores", "--shortlist", chosen]).output == automatic.output)
    }
    let scores = try ["on", "off"].map {
      try translate(
        directory, "small", ["--shortlist", $0, "--score-targets", directory.file("target")])
    }
    #expect(scores[0].status == 0 && scores[0].output == scores[1].output && !scores[0].output.isEmpty)
  }

  @Test func refusals() throws {
    let directory = try Self.made.get()
    let wrong = try ToolRunner.run(
      "nmt-preprocess", Self.preprocess(directory, "no", []) + ["--shortlist-best", "0", "--force"])
    #expect(wrong.status != 0 && wrong.errorText.contains("shortlist-best"), "\(wrong.errorText)")
    let plain = TemporaryDirectory()
    try FileManager.default.removeItem(atPath: plain.path)
    try FileManager.default.copyItem(atPath: directory.file("model"), toPath: plain.path)
    var bytes = try plain.read(Shortlist.fileName)
    bytes[bytes.count - 1] ^= 1
    try plain.write(bytes, to: Shortlist.fileName)
    let damaged = try ToolRunner.run("nmt-translate", ["--model", plain.path])
    #expect(damaged.status == 65 && damaged.errorText.contains(Shortlist.fileName), "\(damaged.errorText)")
    try TinyModel.save(to: plain.file("tiny"))
    let none = try ToolRunner.run("nmt-translate", ["--model", plain.file("tiny"), "--shortlist", "on"])
    #expect(none.status == 78 && none.errorText.contains("no shortlist"), "\(none.errorText)")
    let foreign = try ToolRunner.run(
      "nmt-inspect",
      [plain.file("tiny"), "--quantise", plain.file("small"), "--shortlist", directory.file("data")])
    #expect(foreign.status == 65 && foreign.errorText.contains("vocabular"), "\(foreign.errorText)")
  }
}
