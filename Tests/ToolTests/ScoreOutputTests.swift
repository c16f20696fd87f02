import Foundation
import NMTMetrics
import NMTSystem
import NMTTestSupport
import Testing

/// `nmt-score` in a directory, so that files there, and systems after them, have short names.
func runScore(
  _ arguments: [String], in directory: TemporaryDirectory, stdin: ToolInput = .bytes([]),
  environment: [String: String] = [:]
) throws -> ToolResult {
  try ToolRunner.run(
    "/bin/sh",
    ["-c", "cd \"$0\" && exec \"$@\"", directory.path, "\(ToolRunner.buildDirectory)/nmt-score"] + arguments,
    stdin: stdin, environment: environment)
}

/// All that `nmt-score` prints is, byte for byte, what sacreBLEU's command prints for the same arguments.
@Suite struct ScoreOutputTests {
  private let directory = TemporaryDirectory()

  /// `Scripts/goldens/score_output.py` made it.
  private struct Golden: Decodable {
    struct Case: Decodable {
      let arguments: [String]
      let environment: [String: String]
      let stdin: String?
      let output: String
    }
    let texts: [String: String]
    let cases: [Case]
  }

  @Test func equalsSacreBLEU() throws {
    let path = "\(TestData.packageRoot)/Tests/NMTMetricsTests/Goldens/score_output.json"
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    for (name, text) in golden.texts { try directory.write(text, to: name) }
    for name in ["ref", "base"] {
      try #require(try ToolRunner.run("/bin/gzip", ["-k", directory.file(name)]).status == 0)
    }
    #expect(golden.cases.count >= 30)
    for entry in golden.cases {
      let result = try runScore(
        entry.arguments, in: directory, stdin: entry.stdin.map { .file(directory.file($0)) } ?? .bytes([]),
        environment: entry.environment)
      let own = comparable(result.outputText)
      #expect(
        result.status == 0 && Array(own.utf8) == Array(entry.output.utf8),
        "\(entry.environment) \(entry.arguments): \(result.errorText)\n\(own)\ninstead of\n\(entry.output)")
    }
  }

  /// As the golden has it: another version, and nothing between a paired test's table and the signatures.
  private func comparable(_ output: String) -> String {
    var lines = output.replacingOccurrences(of: "tolmacs-\(toolVersion)", with: "VERSION")
      .components(separatedBy: "\n")
    if let signatures = lines.firstIndex(of: "Metric signatures"), let empty = lines.firstIndex(of: "") {
      lines.removeSubrange((empty + 1)..<(signatures - 1))
    }
    return lines.joined(separator: "\n")
  }

  /// `script` gives the program a terminal.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "no script of bsdutils"))
  func coloursOfATerminal() throws {
    try directory.write("a b\n", to: "r")
    try directory.write("a b\n", to: "one")
    try directory.write("a c\n", to: "two")
    let command = "\(ToolRunner.buildDirectory)/nmt-score r -i one two -pbs -pbsn 10"
    func shown(_ more: String, _ environment: [String: String] = [:]) throws -> String {
      let variables = environment.merging(["COMMAND": command + more]) { $1 }
      return try ToolRunner.run(
        "/bin/sh", ["-c", "cd \"$0\" && exec /usr/bin/script -qec \"$COMMAND\" /dev/null", directory.path],
        environment: variables
      ).outputText
    }
    let coloured = try shown("", ["NO_COLOR": ""])
    #expect(coloured.contains("\u{1B}[36mBLEU") && coloured.contains("\u{1B}[33mBaseline: one\u{1B}[0m"))
    for plain in [try shown(" -nc", ["NO_COLOR": ""]), try shown("", ["NO_COLOR": "1"])] {
      #expect(plain.contains("Baseline: one") && !plain.contains("\u{1B}"))
    }
  }

  @Test func piecesOfAModel() throws {
    let model = "\(TestData.packageRoot)/Vocab/phrasebook.joint.2000.model"
    let (hypothesis, reference) = ("Télen Siófokon néha esik a hó.", "Télen néha Siófokon is esik a hó.")
    try directory.write(hypothesis + "\n", to: "h")
    try directory.write(reference + "\n", to: "r")
    let bleu = try BLEU(loading: BLEUOptions(tokenizer: .sentencePiece(name: "spm", path: model)))
    let expected = ScoreReport(
      bleu.corpusScore(hypotheses: [hypothesis], references: [[reference]]),
      signature: bleu.signature(references: .same(1)))
    let digest = try SHA256.hex(ofFile: model).prefix(8)
    let result = try runScore(["r", "-i", "h", "-tok", "spm:\(model)", "-w", "4"], in: directory)
    #expect(result.outputText == expected.text(width: 4) + "\n")
    #expect(result.outputText.contains("|tok:spm[\(digest)]|"))
    let words = try runScore(["r", "-i", "h", "-w", "4", "-b"], in: directory)
    #expect(words.outputText != "\(expected.number(width: 4))\n")
  }
}
