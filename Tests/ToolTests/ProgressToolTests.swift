import Foundation
import NMTTestModels
import NMTTestSupport
import Testing

/// What a person sees who runs `nmt-translate` in a terminal, which Python makes.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: python), "there is no \(python)"))
struct ProgressToolTests {
  private static let model: TemporaryDirectory = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.path)
    return directory
  }()

  /// Runs a program whose stderr is a terminal, and writes what that showed to its own stderr.
  private static let terminal = """
    import os, pty, subprocess, sys
    main, side = pty.openpty()
    process = subprocess.Popen(sys.argv[1:], stderr=side)
    os.close(side)
    while True:
        try:
            data = os.read(main, 65536)
        except OSError:
            break
        if not data:
            break
        sys.stderr.buffer.write(data)
    sys.exit(process.wait())
    """

  private func translate(_ text: String, _ arguments: [String]) throws -> ToolResult {
    let tool = "\(ToolRunner.buildDirectory)/nmt-translate"
    return try ToolRunner.run(
      python, ["-c", Self.terminal, tool, "--model", Self.model.path, "--threads", "1"] + arguments,
      stdin: .text(text), environment: ["TERM": "xterm", "NO_COLOR": ""], timeout: 300)
  }

  /// Some windows of lines, so that one of them ends when an interval has passed.
  private static let lines = (0..<6000).map { TinyModel.sentences[$0 % TinyModel.sentences.count] }

  @Test(
    arguments: [
      ("translated", "lines", [], ""), ("translated", "lines", ["--document", "--wrapped"], "\n"),
      ("scored", "pairs", ["--score-tsv"], "\t" + String(repeating: "cold water ", count: 20)),
    ] as [(String, String, [String], String)])
  func stdinFromAFileHasATimeLeft(_ label: String, _ unit: String, _ arguments: [String], _ behind: String) throws {
    let text = Self.lines.map { $0 + behind + "\n" }.joined()
    let result = try translate(text, ["--beam", "4"] + arguments)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputLines.count == text.utf8.count { $0 == 0x0A })
    let drawn = result.errorText.split(separator: "\r").map { String($0) }
    let line = try #require(drawn.first { $0.contains(" left") }, "\(result.errorText)")
    #expect(line.hasPrefix("\(label): ") && line.contains(" \(unit) (") && line.contains(" %), "), "\(line)")
    #expect(drawn.contains { $0.hasPrefix("\(label): ") && $0.contains(" \(unit) in ") }, "\(result.errorText)")
    #expect(try translate(Self.lines[0] + behind + "\n", ["--quiet"] + arguments).errorText.isEmpty)
  }
}

private let python = "/usr/bin/python3"
