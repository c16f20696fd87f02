import Foundation
import NMTTestModels
import NMTTestSupport
import Testing

/// `nmt-translate --interactive` as a process.
struct InteractiveToolTests {
  private struct Answer: Decodable {
    struct Completion: Decodable {
      let text: String
      let completion: String
      let score: Double
      let log_probability: Double
    }
    struct Alternative: Decodable {
      let text: String
      let word: String
      let probability: Double
      let end: Bool
    }
    let prefix: String?
    let cached: Bool?
    let completions: [Completion]?
    let alternatives: [Alternative]?
    let error: String?
  }

  private static let model: TemporaryDirectory = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.path)
    return directory
  }()

  private func answers(_ requests: [String], _ arguments: [String] = []) throws -> [(line: String, answer: Answer)] {
    let result = try ToolRunner.run(
      "nmt-translate", ["--model", Self.model.path, "--interactive"] + arguments,
      stdin: .text(requests.joined(separator: "\n") + "\n"))
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputLines.count == requests.count)
    return try result.outputLines.map { ($0, try JSONDecoder().decode(Answer.self, from: Data($0.utf8))) }
  }

  @Test func everyRequestIsAnswered() throws {
    let source = TinyModel.sentences[0]
    let found = try answers([
      #"{"source": "\#(source)", "id": 1}"#,
      #"{"source": "\#(source)", "prefix": "the d", "alternatives": 3, "id": "b"}"#,
      "", "no json", "[1]", #"{"prefix": "x", "id": 7}"#, #"{"source": 5}"#, #"{"source": "a", "sorce": "b"}"#,
      #"{"source": "a", "completions": 99}"#, #"{"source": "a", "unit": "letter"}"#, #"{"source": "a", "position": 3}"#,
      #"{"source": ""}"#, #"{"source": "\#(source)", "completions": 2, "unit": "subword", "alternatives": 2}"#,
    ])
    let answers = found.map(\.answer)
    #expect(answers[0].completions?.count == 1 && answers[0].cached == false && found[0].line.contains("\"id\":1"))
    #expect(answers[1].completions?[0].text.hasPrefix("the d") == true && answers[1].cached == true)
    #expect(answers[1].alternatives?.count == 3 && found[1].line.contains("\"id\":\"b\""))
    for number in 2...10 { #expect(answers[number].error?.isEmpty == false, "\(found[number].line)") }
    #expect(found[5].line.contains("\"id\":7") && answers[5].error?.contains("source") == true)
    #expect(answers[7].error?.contains("'sorce'") == true && answers[8].error?.contains("completions") == true)
    #expect(answers[11].completions?.isEmpty == true)
    #expect(answers[12].completions?.isEmpty == false && answers[12].alternatives?.count == 2)
  }

  @Test func strangeBytesEndNoSession() throws {
    let lines: [[UInt8]] = [
      [0xFF, 0xFE], Array(#"{"source": "a"}"#.utf8) + [0x0D], Array(String(repeating: "[", count: 100_000).utf8),
      Array(#"{"source": "\ud800"}"#.utf8), [0x00], Array(#"{"source": "a", "prefix": "\u0000\n\t😀"}"#.utf8),
    ]
    let result = try ToolRunner.run(
      "nmt-translate", ["--model", Self.model.path, "--interactive"],
      stdin: .bytes(Array(lines.joined(separator: [0x0A]))))
    #expect(result.status == 0 && result.outputLines.count == lines.count, "\(result.errorText)")
    #expect(result.outputLines[1].contains("\"completions\""))
  }

  @Test func aFullDiskAndOtherFlagsAreErrors() throws {
    let request = ToolInput.text(#"{"source": "a"}"# + "\n")
    let arguments = ["--model", Self.model.path, "--interactive"]
    let full = try ToolRunner.run("nmt-translate", arguments, stdin: request, stdout: .file("/dev/full"))
    #expect(full.status == 74)
    let both = try ToolRunner.run("nmt-translate", arguments + ["--document"], stdin: request)
    #expect(both.status == 64 && both.errorText.contains("interactive"), "\(both.errorText)")
  }

  /// An editor waits for each answer before it asks again.
  @Test func answersComeOneByOne() throws {
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "\(ToolRunner.buildDirectory)/nmt-translate")
    tool.arguments = ["--model", Self.model.path, "--interactive"]
    let (input, output) = (Pipe(), Pipe())
    tool.standardInput = input
    tool.standardOutput = output
    try tool.run()
    for prefix in ["", "t", "th", "the"] {
      let request = #"{"source": "the dog", "prefix": "\#(prefix)", "alternatives": 2}"# + "\n"
      try input.fileHandleForWriting.write(contentsOf: Data(request.utf8))
      var answer: [UInt8] = []
      while answer.last != 0x0A {
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty, "the tool ended")
        answer += more
      }
      let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer))
      #expect(decoded.prefix == prefix && decoded.cached == !prefix.isEmpty)
    }
    try input.fileHandleForWriting.close()
    tool.waitUntilExit()
    #expect(tool.terminationStatus == 0)
  }
}
