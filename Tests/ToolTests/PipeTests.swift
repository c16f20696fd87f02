import Foundation
import NMTSystem
import NMTTestModels
import NMTTestSupport
import Testing

/// One call of a tool.
struct ToolCall: Sendable, CustomTestStringConvertible {
  let tool: String
  var arguments: [String] = []
  var stdin = ToolInput.bytes([])

  var testDescription: String { ([tool] + arguments).joined(separator: " ") }

  func run(
    stdin: ToolInput? = nil, stdout: ToolOutput = .captured, stderr: ToolOutput = .captured
  ) throws -> ToolResult {
    try ToolRunner.run(tool, arguments, stdin: stdin ?? self.stdin, stdout: stdout, stderr: stderr)
  }
}

/// Every tool with streams that are full, closed, abandoned, directories, or slow: RELIABILITY's table, row "pipes".
struct PipeTests {
  private static let tools = ["preprocess", "train", "translate", "score", "inspect", "study"].map { "nmt-" + $0 }

  private static let shared = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.file("model"))
    try! directory.write(TinyModel.sentences.joined(separator: "\n") + "\n", to: "text")
    try! directory.write(TinyModel.sentences.prefix(5).joined(separator: "\n") + "\n", to: "five lines")
    return directory
  }()
  private static let model = shared.file("model")
  private static let text = shared.file("text")

  /// Calls whose result is on stdout.
  private static let writers: [ToolCall] = {
    let request = ToolInput.text(#"{"source": "the dog"}"# + "\n")
    var calls = tools.flatMap { tool in
      ["--help", "--version"].map { ToolCall(tool: tool, arguments: [$0]) }
    }
    calls.append(ToolCall(tool: "nmt-train", arguments: ["--dump-config"]))
    calls.append(ToolCall(tool: "nmt-inspect", arguments: ["--machine"]))
    calls.append(ToolCall(tool: "nmt-inspect", arguments: [model, "--json"]))
    calls += [["--dump-config"], [], ["--json"], ["--document"]].map {
      ToolCall(tool: "nmt-translate", arguments: ["--model", model] + $0, stdin: .file(text))
    }
    calls.append(ToolCall(tool: "nmt-translate", arguments: ["--model", model, "--interactive"], stdin: request))
    calls += [[], ["--json"], ["--sentence-level"]].map {
      ToolCall(tool: "nmt-score", arguments: ["--reference", text] + $0, stdin: .file(text))
    }
    return calls
  }()

  /// Calls that read stdin.
  private static let readers: [ToolCall] = [
    ToolCall(tool: "nmt-translate", arguments: ["--model", model]),
    ToolCall(tool: "nmt-translate", arguments: ["--model", model, "--document"]),
    ToolCall(tool: "nmt-translate", arguments: ["--model", model, "--interactive"]),
    ToolCall(tool: "nmt-score", arguments: ["--reference", text]),
    ToolCall(tool: "nmt-score", arguments: ["--reference", text, "--sentence-level"]),
    ToolCall(tool: "nmt-preprocess", arguments: ["--tsv", "-", "--output", shared.file("none")]),
  ]

  @Test(arguments: writers) func aStdoutThatTakesNothingIsAnError(_ call: ToolCall) throws {
    for output in [ToolOutput.file("/dev/full"), .closed] {
      let result = try call.run(stdout: output)
      #expect(result.status == 74, "\(output): \(result.errorText)")
      #expect(result.errorText.contains("\(call.tool): stdout: "), "\(output): \(result.errorText)")
      // Nobody is told, but the code is the same.
      #expect(try call.run(stdout: output, stderr: .closed).status == 74, "\(output), stderr closed")
    }
  }

  @Test(arguments: writers) func aReaderThatIsGoneEndsTheTool(_ call: ToolCall) throws {
    let result = try call.run(stdout: .brokenPipe)
    #expect(result.status == 128 + SIGPIPE, "\(result.errorText)")
  }

  @Test(arguments: writers) func aStderrThatTakesNothingIsNobodysLoss(_ call: ToolCall) throws {
    let expected = try call.run()
    #expect(expected.status == 0 && !expected.output.isEmpty, "\(expected.errorText)")
    for error in [ToolOutput.file("/dev/full"), .closed] {
      let result = try call.run(stderr: error)
      #expect(result.status == 0 && result.output == expected.output, "\(error): \(result.status)")
    }
  }

  @Test(arguments: readers) func aStdinThatGivesNothingIsNoInput(_ call: ToolCall) throws {
    for input in [ToolInput.closed, .file("/")] {
      let result = try call.run(stdin: input)
      #expect(result.status == 66, "\(input): \(result.status) \(result.errorText)")
      #expect(result.output.isEmpty && result.errorText.hasPrefix("\(call.tool): stdin: "), "\(result.errorText)")
      #expect(try call.run(stdin: input, stderr: .closed).status == 66, "\(input), stderr closed")
    }
  }

  /// What does not read stdin does not miss it.
  @Test(arguments: writers.filter { if case .bytes = $0.stdin { true } else { false } })
  func aClosedStdinIsNotMissed(_ call: ToolCall) throws {
    let result = try call.run(stdin: .closed)
    #expect(result.status == 0 && !result.output.isEmpty, "\(result.errorText)")
  }

  /// Calls that fail, and their codes.
  private static let failures: [(call: ToolCall, status: Int32)] = [
    (ToolCall(tool: "nmt-preprocess", arguments: ["--tsv", "/absent", "--output", "/absent/data"]), 66),
    (ToolCall(tool: "nmt-train", arguments: ["--data", "/absent", "--model", shared.file("no")]), 66),
    (ToolCall(tool: "nmt-translate", arguments: ["--model", "/absent"]), 66),
    (ToolCall(tool: "nmt-score", arguments: ["--reference", "/absent"]), 66),
    (ToolCall(tool: "nmt-inspect", arguments: ["/absent"]), 66),
    (ToolCall(tool: "nmt-study", arguments: ["--output", "/dev/null/study"]), 73),
  ]

  @Test(arguments: failures)
  func aFailureHasItsCodeWhereNobodyIsTold(_ call: ToolCall, _ status: Int32) throws {
    let told = try call.run()
    #expect(told.status == status && told.errorText.hasPrefix(call.tool + ": "), "\(told.status) \(told.errorText)")
    for error in [ToolOutput.closed, .file("/dev/full")] { #expect(try call.run(stderr: error).status == status) }
    #expect(try call.run(stdin: .closed, stdout: .closed, stderr: .closed).status == status)
  }

  /// No file that a tool opens takes the number of a stream that is closed: what is made is the same as ever.
  @Test func dataAndModelsDoNotDependOnStreams() throws {
    let corpus = try ToolCorpus(seed: 5)
    let directory = corpus.directory
    func make(_ name: String, _ stream: (ToolInput, ToolOutput)) throws -> [[UInt8]] {
      let text = ["source", "target"].flatMap { side in
        ["--\(side)", directory.file("train.\(side)"), "--validation-\(side)", directory.file("validation.\(side)")]
      }
      let calls = [
        ToolCall(
          tool: "nmt-preprocess", arguments: text + ["--vocabulary-size", "320", "--output", directory.file(name)]),
        ToolCall(
          tool: "nmt-train",
          arguments: [
            "--data", corpus.data, "--model", directory.file(name + ".model"), "--preset", "tiny", "--max-updates", "3",
            "--embedding", "16", "--encoder-width", "16", "--decoder-width", "16",
          ]),
      ]
      for call in calls {
        let result = try call.run(stdin: stream.0, stdout: stream.1, stderr: stream.1)
        #expect(result.status == 0, "\(call.testDescription): \(result.status)")
      }
      return try ["\(name)/manifest.json", "\(name).model/model.safetensors"].map { try directory.read($0) }
    }
    let expected = try make("open", (.bytes([]), .captured))
    #expect(try make("closed", (.closed, .closed)) == expected)
    #expect(try make("full", (.closed, .file("/dev/full"))) == expected)
  }

  /// Much more than a pipe holds, of which one line is read.
  @Test(arguments: [
    ["nmt-translate", "--model", model, "--beam", "1"],
    ["nmt-translate", "--model", model, "--beam", "1", "--document"],
    ["nmt-score", "--reference", "/proc/self/fd/3", "--sentence-level"],
  ])
  func headEndsAnEndlessStream(_ words: [String]) throws {
    let script = #"yes "the dog" | "$@" 3< <(yes "a dog") | head -1; echo "${PIPESTATUS[*]}""#
    let result = try ToolRunner.run(
      "/bin/bash", ["-c", script, "bash", "\(ToolRunner.buildDirectory)/\(words[0])"] + words.dropFirst(), timeout: 60)
    #expect(result.outputLines.count == 2 && result.outputLines.last == "141 141 0", "\(result.outputText)")
  }

  /// A line that arrives alone is answered before the next one is there, within half a second.
  @Test(arguments: [
    ["nmt-translate", "--model", model, "--beam", "5"], ["nmt-translate", "--model", model, "--document"],
    ["nmt-translate", "--model", model, "--markup", "--json"], ["nmt-translate", "--model", model, "--interactive"],
    ["nmt-score", "--reference", shared.file("five lines"), "--sentence-level"],
  ])
  func oneLineASecondIsAnsweredAtOnce(_ words: [String]) throws {
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "\(ToolRunner.buildDirectory)/\(words[0])")
    tool.arguments = Array(words.dropFirst())
    let (input, output) = (Pipe(), Pipe())
    (tool.standardInput, tool.standardOutput, tool.standardError) = (input, output, FileHandle.nullDevice)
    try tool.run()
    defer { tool.terminate() }
    for sentence in TinyModel.sentences.prefix(5) {
      usleep(1_000_000)
      let line = words.contains("--interactive") ? "{\"source\": \"\(sentence)\"}" : sentence
      let start = SystemClock.monotonic.seconds
      try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
      var answer: [UInt8] = []
      while answer.last != 0x0A {
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty, "the tool ended")
        answer += more
      }
      #expect(answer.filter { $0 == 0x0A }.count == 1)
      let seconds = SystemClock.monotonic.seconds - start
      #expect(SlowSet.isSanitized || seconds < 0.5, "\(sentence)")
    }
    try input.fileHandleForWriting.close()
    tool.waitUntilExit()
    #expect(tool.terminationStatus == 0)
  }
}
