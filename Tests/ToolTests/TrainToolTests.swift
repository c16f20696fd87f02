import Foundation
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

/// The executable run as a process; killed, stopped and faulted it is in ReliabilityTests.
@Suite(.serialized) struct TrainToolTests {
  private static let data = Result { try ToolCorpus(seed: 1) }

  private static func arguments(_ model: String, updates: Int = 120, _ more: [String] = []) throws -> [String] {
    [
      "--data", try data.get().data, "--model", model, "--preset", "tiny", "--embedding", "16",
      "--encoder-width", "16", "--decoder-width", "16", "--batch-sentences", "16", "--threads", "2",
      "--validation-bleu-lines", "4", "--validate-every", "40", "--report-every", "20", "--checkpoint-every", "15",
      "--max-updates", "\(updates)", "--learning-rate", "0.01",
    ] + more
  }

  private static func weights(_ model: String) throws -> String { try SHA256.hex(ofFile: model + "/model.safetensors") }

  @Test func sameSeedTwiceIsTheSameBytes() throws {
    let directory = TemporaryDirectory()
    let model = directory.file("model")
    let result = try ToolRunner.run("nmt-train", Self.arguments(model), timeout: 120)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.output.isEmpty)
    #expect(try ToolRunner.run("nmt-train", Self.arguments(directory.file("twin")), timeout: 120).status == 0)
    #expect(try Self.weights(model) == Self.weights(directory.file("twin")))
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: model))
    #expect(
      files.isSuperset(of: ["config.json", "model.safetensors", "log.jsonl", "curves.svg", "README.md", "checkpoints"]))
    for word in [
      "parameters", "memory: about", "tokens/s", "gradient", "rate", "left", "validation at update 40",
      "finished after",
    ] {
      #expect(result.errorText.contains(word), "\(word)")
    }
    #expect(!files.contains { $0.contains(".partial-") })
  }

  /// In bfloat16 the same holds, the weights are others than in fp32, and what was learned is nearly the same.
  @Test func bfloat16RepeatsItselfAndLearns() throws {
    let directory = TemporaryDirectory()
    var losses: [String: Double] = [:]
    for (name, precision) in [("a", "bf16"), ("b", "bf16"), ("c", "fp32")] {
      let model = directory.file(name)
      let result = try ToolRunner.run("nmt-train", Self.arguments(model, ["--precision", precision]), timeout: 120)
      #expect(result.status == 0, "\(result.errorText)")
      let entries = try directory.read("\(name)/log.jsonl").split(separator: 0x0A).map {
        try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
      }
      let validation = entries.last { $0?["kind"] as? String == "validation" }
      losses[name] = try #require(validation??["loss"] as? Double)
    }
    #expect(try Self.weights(directory.file("a")) == Self.weights(directory.file("b")))
    #expect(try Self.weights(directory.file("a")) != Self.weights(directory.file("c")))
    #expect(abs(try #require(losses["a"]) - (try #require(losses["c"]))) < 0.1, "\(losses)")
    let changed = try ToolRunner.run("nmt-train", Self.arguments(directory.file("a"), ["--precision", "fp32"]))
    #expect(changed.status == 78 && changed.errorText.contains("precision"), "\(changed.errorText)")
  }

  @Test func int8IsForTranslation() throws {
    let directory = TemporaryDirectory()
    let result = try ToolRunner.run("nmt-train", Self.arguments(directory.file("a"), ["--precision", "int8"]))
    #expect(result.status == 78 && result.errorText.contains("int8 has no gradients"), "\(result.errorText)")
  }

  /// The clocks change no bit, and the shares of all kinds of work are one whole.
  @Test func theProfileTellsAndChangesNothing() throws {
    let directory = TemporaryDirectory()
    let plain = try ToolRunner.run("nmt-train", Self.arguments(directory.file("plain"), updates: 20))
    let profiled = try ToolRunner.run(
      "nmt-train", Self.arguments(directory.file("profiled"), updates: 20, ["--profile", "true", "--quiet", "true"]))
    #expect(plain.status == 0 && profiled.status == 0, "\(profiled.errorText)")
    #expect(try Self.weights(directory.file("plain")) == Self.weights(directory.file("profiled")))
    var shares: [String: Double] = [:]
    for line in profiled.errorText.split(separator: "\n") {
      let parts = line.split(separator: "%")
      guard parts.count == 2, let share = parts[0].split(separator: " ").last.flatMap({ Double($0) }) else { continue }
      shares[parts[1].trimmingCharacters(in: .whitespaces)] = share
    }
    #expect(abs(shares.values.reduce(0, +) - 100) < 1, "\(profiled.errorText)")
    for kind in ["products", "weight gradients", "gates", "loss", "optimizer"] { #expect((shares[kind] ?? 0) > 0) }
  }

  @Test func aSecondTrainerLeavesAndNamesTheHolder() throws {
    let directory = TemporaryDirectory()
    let lock = try DirectoryLock(directory: directory.path)
    let result = try withExtendedLifetime(lock) { try ToolRunner.run("nmt-train", Self.arguments(directory.path)) }
    #expect(result.status == 75)
    #expect(result.errorText.contains("process \(getpid())"))
    expectOneLine(result)
  }

  @Test func changedOptionsAndDataAreRefusedByName() throws {
    let directory = TemporaryDirectory()
    let model = directory.file("model")
    #expect(try ToolRunner.run("nmt-train", Self.arguments(model, updates: 5)).status == 0)
    let before = try Self.weights(model)
    for (name, value) in [("dropout", "0.3"), ("seed", "2"), ("encoder-width", "18"), ("label-smoothing", "0")] {
      let result = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 5, ["--\(name)", value]))
      #expect(result.status == 78)
      #expect(result.errorText.contains("\(name) is \(value)"), "\(result.errorText)")
      expectOneLine(result)
    }
    let other = try ToolCorpus(seed: 2)
    let result = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 5, ["--data", other.data]))
    #expect(result.status == 78 && result.errorText.contains("data is"), "\(result.errorText)")
    #expect(try Self.weights(model) == before)

    let threads = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 8, ["--threads", "1"]))
    #expect(threads.status == 0 && threads.errorText.contains("not be bit-identical"), "\(threads.errorText)")
    let anew = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 5, ["--seed", "2", "--force"]))
    #expect(anew.status == 0)
    #expect(try Self.weights(model) != before)
  }

  @Test func theFileOfSettingsIsChecked() throws {
    let directory = TemporaryDirectory()
    func run(_ text: String) throws -> ToolResult {
      let path = try directory.write(text, to: "config.yaml")
      return try ToolRunner.run("nmt-train", ["--config", path, "--data", "absent", "--model", directory.file("m")])
    }
    let cases: [(text: String, line: String, word: String)] = [
      ("seed: 1\nlearning-rat: 0.1\n", ":2", "did you mean learning-rate?"), ("seed: one\n", ":1", "a whole number"),
      ("dropout: [1, 2]\n", ":1", "one value"), ("- seed\n", ":1", "not a mapping"),
      ("seed: 1\nseed: 2\n", ":", "seed"),
      ("seed: \"\n", ":", "YAML"), ("dropout: 2\n", ":", "dropout"),
    ]
    for one in cases {
      let result = try run(one.text)
      #expect(result.status == 78, "\(one.text): \(result.errorText)")
      #expect(result.errorText.contains(one.line) && result.errorText.contains(one.word), "\(result.errorText)")
      expectOneLine(result)
    }
    #expect(try ToolRunner.run("nmt-train", ["--config", directory.file("absent.yaml")]).status == 66)
  }

  @Test func dumpedSettingsGiveTheSameSettings() throws {
    let directory = TemporaryDirectory()
    let flags = ["--preset", "small", "--budget", "90m", "--dropout", "0.35", "--data", "a b: c", "--no-bidirectional"]
    let first = try ToolRunner.run("nmt-train", flags + ["--dump-config"])
    #expect(first.status == 0, "\(first.errorText)")
    for line in ["preset: small", "budget: 1h30m", "dropout: 0.35", "bidirectional: false", "# decoder-width: 256"] {
      #expect(first.outputLines.contains(line), "\(line)")
    }
    let path = try directory.write(first.output, to: "config.yaml")
    #expect(try ToolRunner.run("nmt-train", ["--config", path, "--dump-config"]).output == first.output)
    let changed = try ToolRunner.run("nmt-train", ["--config", path, "--dump-config", "--dropout", "0.1"])
    #expect(changed.outputLines.contains("dropout: 0.1") && changed.outputLines.contains("# decoder-width: 256"))
    #expect(try ToolRunner.run("nmt-train", ["--dump-config"], stdout: .file("/dev/full")).status == 74)
  }

  @Test func everyOtherMistakeIsOneLineAndItsCode() throws {
    let directory = TemporaryDirectory()
    let file = try directory.write("x", to: "file")
    let data = try Self.data.get().data
    let cases: [(arguments: [String], status: Int32)] = [
      (["--data", directory.file("absent"), "--model", directory.file("m")], 66),
      (["--data", data, "--model", file], 73), (["--data", data, "--model", file + "/below"], 73),
      (["--data", data], 64),
      (["--learning-rat", "1"], 64), (["--seed", "x"], 64), (["--seed"], 64), (["stray"], 64),
    ]
    for one in cases {
      let result = try ToolRunner.run("nmt-train", one.arguments)
      #expect(result.status == one.status, "\(one.arguments): \(result.status) \(result.errorText)")
      expectOneLine(result)
    }
  }

  private func expectOneLine(_ result: ToolResult, _ location: SourceLocation = #_sourceLocation) {
    let lines = result.errorText.split(separator: "\n").filter { !$0.contains("nmt-train: note:") }
    #expect(
      lines.count == 1 && lines.first?.hasPrefix("nmt-train: ") == true, "\(result.errorText)", sourceLocation: location
    )
  }
}
