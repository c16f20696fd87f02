import Foundation
import NMTTestSupport
import Testing

/// What every tool's command line has, each of it tried as a process.
struct CommandLineToolTests {
  private static let tools = ["nmt-preprocess", "nmt-train", "nmt-translate", "nmt-score", "nmt-inspect", "nmt-study"]
  private let directory = TemporaryDirectory()

  private func run(_ tool: String, _ words: String..., stdin: String = "") throws -> ToolResult {
    try ToolRunner.run(tool, words, stdin: .text(stdin))
  }

  private func yaml(_ text: String) throws -> String { try directory.write(text, to: "config.yaml") }

  @Test(arguments: tools) func helpIsGroupedAndWrapped(tool: String) throws {
    let help = try ToolRunner.run(tool, ["--help"], environment: ["COLUMNS": "80"])
    #expect(help.status == 0 && help.errorText.isEmpty)
    #expect(help.outputLines.allSatisfy { $0.unicodeScalars.count <= 80 }, "\(help.outputText)")
    let headings = help.outputLines.filter { $0.hasSuffix(":") && !$0.hasPrefix(" ") && $0 == $0.uppercased() }
    #expect(headings.last == "OPTIONS:" && headings.count >= 2, "\(headings)")
    for flag in ["--config <file>", "--dump-config", "--version", "-h, --help"] {
      #expect(help.outputText.contains("  \(flag) "), "\(flag)")
    }
    #expect(help.outputText.contains("default: "))
    #expect(try run(tool, "--version").outputLines.count == 1)
  }

  @Test(arguments: tools) func aDumpIsReadBackAsItIs(tool: String) throws {
    let dump = try run(tool, "--dump-config")
    #expect(dump.status == 0 && dump.errorText.isEmpty, "\(dump.errorText)")
    #expect(try run(tool, "--config", "-", "--dump-config", stdin: dump.outputText).output == dump.output)
    #expect(try run(tool, "--config", yaml(dump.outputText), "--dump-config").output == dump.output)
  }

  @Test(arguments: [
    ("nmt-preprocess", "vocabulary-siz", "vocabulary-size"), ("nmt-train", "learning-rat", "learning-rate"),
    ("nmt-translate", "bean", "beam"), ("nmt-score", "metric", "metrics"), ("nmt-inspect", "quantiz", "quantize"),
    ("nmt-study", "quik", "quick"),
  ]) func whatIsMisspeltIsAnsweredWithTheNearestName(tool: String, wrong: String, right: String) throws {
    let flag = try run(tool, "--\(wrong)", "1")
    #expect(flag.status == 64, "\(flag.errorText)")
    #expect(
      flag.errorText == "\(tool): unknown flag '--\(wrong)'; did you mean --\(right)? see --help\n")
    let path = try yaml("# settings\n\n\(wrong): 1\n")
    let key = try run(tool, "--config", path)
    #expect(key.status == 78, "\(key.errorText)")
    #expect(
      key.errorText == "\(tool): \(path):3: unknown key '\(wrong)'; did you mean \(right)? see --help\n")
  }

  @Test func whatIsNearToNothingHasNoSuggestion() throws {
    #expect(try run("nmt-train", "--hidden", "3").errorText == "nmt-train: unknown flag '--hidden'; see --help\n")
  }

  @Test func everyMistakeIsOneLineUnderTheNameThatWasTyped() throws {
    let cases: [(words: [String], message: String)] = [
      (["--encoder-width", "3"], "--encoder-width is 3 (expected an even number with a bidirectional encoder)"),
      (["--encoder-width", "0"], "--encoder-width is 0 (expected 1 to 8192)"),
      (["--beam=x", "--seed", "x"], "unknown flag '--beam'; did you mean --validation-beam? see --help"),
      (["--seed", "x"], "'x' is not a valid value for --seed (expected a whole number, 0 or more)"),
      (["--seed"], "missing value for '--seed <n>'; see --help"),
      (["--force=maybe"], "'maybe' is not a valid value for --force (expected true or false)"),
      (["data"], "unexpected argument 'data' (expected flags); see --help"),
      (["--model", "m"], "--data is missing (expected --data DIR); see --help"),
    ]
    for one in cases {
      let result = try ToolRunner.run("nmt-train", one.words)
      #expect(result.status == 64 && result.errorText == "nmt-train: \(one.message)\n", "\(one.words)")
    }
    let path = try yaml("encoder-width: 3\n")
    let key = try run("nmt-train", "--config", path, "--dump-config")
    #expect(key.status == 78)
    #expect(
      key.errorText
        == "nmt-train: \(path):1: encoder-width is 3 (expected an even number with a bidirectional encoder)\n")
  }

  @Test func switchesAreFlagsOrHaveAValue() throws {
    for words in [["--no-tensorboard"], ["--tensorboard", "false"], ["--tensorboard=false"]] {
      let dump = try ToolRunner.run("nmt-train", words + ["--dump-config"])
      #expect(dump.outputText.contains("\ntensorboard: false\n"), "\(words)")
    }
    for words in [["--normalise=true"], ["--normalize", "true"], ["--normalise"]] {
      let dump = try ToolRunner.run("nmt-translate", words + ["--score-tsv", "--dump-config"])
      #expect(dump.outputText.contains("\nnormalize: true\n"), "\(words): \(dump.errorText)")
    }
    for words in [["--force"], ["--force", "true"], ["--force=true"]] {
      let dump = try ToolRunner.run("nmt-train", words + ["--dump-config"])
      #expect(dump.outputText.contains("\nforce: true\n"), "\(words)")
    }
  }

  @Test func stdinIsNotBothTheSettingsAndTheText() throws {
    let calls = [
      ("nmt-translate", ["--model", "m"]), ("nmt-translate", ["--model", "m", "--input", "i", "--reference", "-"]),
      ("nmt-translate", ["--model", "m", "--input", "i", "--score-targets", "-"]),
      ("nmt-translate", ["--model", "m", "--input", "i", "--terminology", "-"]),
      ("nmt-score", ["--tsv", "-", "--reference-columns", "1", "--hypothesis-columns", "2"]),
      ("nmt-score", ["--reference", "r", "-i", "h", "--source", "-"]),
      ("nmt-score", ["--reference", "r", "-i", "h", "--by-frequency", "--training-text", "-"]),
    ]
    for (tool, words) in calls {
      let result = try ToolRunner.run(tool, ["--config", "-"] + words, stdin: .text("# no settings\n"))
      #expect(
        result.status == 64 && result.errorText.contains("stdin is given for both the settings and an input"),
        "\(words): \(result.errorText)")
    }
  }

  @Test func tooManySettingsAreRefused() throws {
    let text = String(repeating: "# no setting\n", count: 30_000)
    let result = try run("nmt-translate", "--config", "-", "--model", "m", stdin: text)
    #expect(result.status == 78 && result.errorText.contains("stdin: is too long"), "\(result.errorText)")
  }

  @Test func aSettingThatProvesWrongLaterIsToldWithItsLine() throws {
    let path = try yaml("reference: r\ntokenize: words\n")
    let result = try run("nmt-score", "--config", path, "--hypothesis", "h")
    #expect(result.status == 78, "\(result.errorText)")
    #expect(
      result.errorText.hasPrefix("nmt-score: \(path):2: tokenize: unknown tokenizer words"), "\(result.errorText)")
  }

  @Test func oneModeOfInspectionAtATime() throws {
    for words in [
      ["--machine", "--quantize", "q"], ["--curves", "--attention"], ["--attention", "--gradients"],
      ["--curves", "--quantize", "q"], ["--machine", "--curves"],
    ] {
      let result = try ToolRunner.run("nmt-inspect", ["model"] + words)
      #expect(
        result.status == 64 && result.errorText.contains(" together with --")
          && result.errorText.contains("(expected one of them)"), "\(words): \(result.errorText)")
    }
  }

  // MARK: Settings that decide others

  private func dumped(_ words: [String]) throws -> [Substring] {
    let result = try ToolRunner.run("nmt-train", words + ["--dump-config"])
    #expect(result.status == 0, "\(words): \(result.errorText)")
    return result.outputText.split(separator: "\n")
  }

  @Test func aDumpsPresetCanBeEdited() throws {
    let tiny = try run("nmt-train", "--preset", "tiny", "--dump-config").outputText
    #expect(tiny.contains("\npreset: tiny\n# embedding: 128\n"))
    let lines = try dumped(["--config", yaml(tiny.replacing("preset: tiny", with: "preset: small"))])
    #expect(lines.contains("preset: small"))
    for size in ["embedding", "encoder-width", "decoder-width"] { #expect(lines.contains("# \(size): 256"), "\(size)") }
  }

  @Test func aPresetFlagBeatsAFilesPresetAndNotItsSizes() throws {
    let path = try yaml(try run("nmt-train", "--preset", "tiny", "--dump-config").outputText)
    let lines = try dumped(["--config", path, "--preset", "base"])
    #expect(lines.contains("preset: base") && lines.contains("# decoder-width: 512"))
    let byHand = try dumped(["--config", yaml("preset: tiny\ndecoder-width: 300\n"), "--preset", "base"])
    #expect(byHand.contains("decoder-width: 300") && byHand.contains("# encoder-width: 512"))
  }

  @Test func aDumpsCellCanBeEdited() throws {
    let lstm = try run("nmt-train", "--dump-config").outputText
    #expect(lstm.contains("\ncell: lstm\n# encoder: lstm\n# decoder: lstm\n"))
    let lines = try dumped(["--config", yaml(lstm.replacing("cell: lstm", with: "cell: gru"))])
    #expect(lines.contains("cell: gru") && lines.contains("# encoder: gru") && lines.contains("# decoder: gru"))
    let mixed = try dumped(["--encoder", "gru"])
    #expect(mixed.contains("# cell:") && mixed.contains("encoder: gru") && mixed.contains("decoder: lstm"))
    let undone = try run("nmt-train", "--config", yaml("encoder: lstm\ndecoder: lstm\n"), "--cell", "gru")
    #expect(undone.status == 64 && undone.errorText.contains("--cell is overridden by encoder at "))
  }

  @Test func aTruncationIsNotUndoneByItsOtherName() throws {
    #expect(try !dumped([]).contains { $0.contains("bptt") })
    #expect(try dumped(["--bptt", "10"]).contains("truncation: 10"))
    let path = try yaml("truncation: 10\nbptt: 0\n")
    let both = try run("nmt-train", "--config", path, "--dump-config")
    #expect(both.status == 78)
    #expect(
      both.errorText
        == "nmt-train: \(path):2: bptt is another name for truncation, which is 10 at \(path):1 (expected one of them)\n"
    )
  }
}
