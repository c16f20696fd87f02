import Foundation
import NMTKernels
import NMTSystem
import NMTTestSupport
import Testing

private let bfloat16IsHere = (try? InstructionSet.chosen().supports(.bf16)) ?? false

/// The executable run as a process, killed, stopped and started again.
@Suite(.serialized) struct TrainToolTests {
  private static let data = Result { try makeData(seed: 1) }

  /// 400 lines of made-up words that translate to themselves in capitals, as nmt-preprocess stores them.
  private static func makeData(seed: UInt64) throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    var state = seed
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let words = (0..<50).map { _ in String((0...pick(4)).map { _ in Character(Unicode.Scalar(UInt8(97 + pick(20)))) }) }
    for (name, count) in [("train", 400), ("validation", 24)] {
      let lines = (0..<count).map { _ in (0...pick(6)).map { _ in words[pick(50)] }.joined(separator: " ") + "\n" }
      try directory.write(lines.joined(), to: name + ".source")
      try directory.write(lines.joined().uppercased(), to: name + ".target")
    }
    let result = try ToolRunner.run(
      "nmt-preprocess",
      [
        "--source", directory.file("train.source"), "--target", directory.file("train.target"),
        "--validation-source", directory.file("validation.source"), "--validation-target",
        directory.file("validation.target"), "--vocabulary-size", "320", "--output", directory.file("data"),
      ])
    guard result.status == 0 else { throw Failure(.software, result.errorText, at: "nmt-preprocess") }
    return directory
  }

  private static func arguments(_ model: String, updates: Int = 120, _ more: [String] = []) throws -> [String] {
    [
      "--data", try data.get().file("data"), "--model", model, "--preset", "tiny", "--embedding", "16",
      "--encoder-width", "16", "--decoder-width", "16", "--batch-sentences", "16", "--threads", "2",
      "--validation-bleu-lines", "4", "--validate-every", "40", "--report-every", "20", "--checkpoint-every", "15",
      "--max-updates", "\(updates)", "--learning-rate", "0.01",
    ] + more
  }

  private static func weights(_ model: String) throws -> String { try SHA256.hex(ofFile: model + "/model.safetensors") }

  /// A run long enough to be stopped in its middle.
  private static func longer(_ model: String) throws -> [String] {
    try arguments(model, updates: 1000, ["--validate-every", "300", "--checkpoint-every", "70"])
  }

  /// The hash of the weights of the longer run without a stop.
  private static let uninterrupted = Result { () throws -> String in
    let directory = TemporaryDirectory()
    let result = try ToolRunner.run("nmt-train", longer(directory.file("model")), timeout: 120)
    guard result.status == 0 else { throw Failure(.software, result.errorText, at: "nmt-train") }
    return try weights(directory.file("model"))
  }

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
  @Test(.enabled(if: bfloat16IsHere, "this processor has no bfloat16 products"))
  func bfloat16RepeatsItselfAndLearns() throws {
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
    for kind in ["products", "weight gradients", "gates", "loss", "optimiser"] { #expect((shares[kind] ?? 0) > 0) }
  }

  /// Starts again and again, each time leaving it a little longer, until it ends by itself.
  private func stopAndGoOn(_ signal: Int32, expecting codes: Set<Int32>) throws {
    let directory = TemporaryDirectory()
    let model = directory.file("model")
    var stops = 0
    for attempt in 0..<60 {
      let start = Date()
      let after = 0.15 + 0.1 * Double(attempt)
      let result = try ToolRunner.run("nmt-train", Self.longer(model), timeout: 120, interrupt: (signal, after))
      #expect(Date().timeIntervalSince(start) < after + 10)
      if result.status == 0 { break }
      stops += 1
      try #require(codes.contains(result.status), "\(result.status): \(result.errorText)")
    }
    #expect(stops > 0)
    #expect(try Self.weights(model) == Self.uninterrupted.get())
  }

  @Test func stoppedBySIGTERMItGoesOnWithTheSameBits() throws { try stopAndGoOn(SIGTERM, expecting: [143]) }

  @Test func stoppedBySIGINTItGoesOnWithTheSameBits() throws { try stopAndGoOn(SIGINT, expecting: [130]) }

  @Test func killedItGoesOnFromItsCheckpointWithTheSameBits() throws { try stopAndGoOn(SIGKILL, expecting: [137]) }

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
    let other = try Self.makeData(seed: 2)
    let result = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 5, ["--data", other.file("data")]))
    #expect(result.status == 78 && result.errorText.contains("data is"), "\(result.errorText)")
    #expect(try Self.weights(model) == before)

    let threads = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 8, ["--threads", "1"]))
    #expect(threads.status == 0 && threads.errorText.contains("the bits will differ"), "\(threads.errorText)")
    let anew = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 5, ["--seed", "2", "--force"]))
    #expect(anew.status == 0)
    #expect(try Self.weights(model) != before)
  }

  @Test func aFullDiskIsToldAndLeavesTheOldCheckpoint() throws {
    let directory = TemporaryDirectory()
    let model = directory.file("model")
    #expect(try ToolRunner.run("nmt-train", Self.arguments(model, updates: 15)).status == 0)
    let kept = try FileManager.default.contentsOfDirectory(atPath: model + "/checkpoints")
    // No file may grow beyond 64 KiB: the next checkpoint does not fit.
    let words = try [ToolRunner.buildDirectory + "/nmt-train"] + Self.arguments(model, updates: 40)
    let result = try ToolRunner.run("/bin/bash", ["-c", "ulimit -f 64; exec \"$@\"", "bash"] + words)
    #expect(result.status == 74, "\(result.errorText)")
    #expect(result.errorText.contains("checkpoints/"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: model + "/checkpoints") == kept)
    let again = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 40))
    #expect(again.status == 0 && again.errorText.contains("going on from update 15"), "\(again.errorText)")
  }

  /// A fault at every single call of a run: it ends with 74 or dies, and the next start gives the same model.
  @Test(
    .enabled(if: access("/usr/bin/strace", X_OK) == 0),
    arguments: ["write:error=ENOSPC", "fsync:error=EIO", "rename:signal=SIGKILL"])
  func aFaultAtAnyCallOfASaveLosesNothing(fault: String) throws {
    let directory = TemporaryDirectory()
    let more = ["--validate-every", "3", "--checkpoint-every", "4", "--tensorboard", "false", "--quiet"]
    #expect(try ToolRunner.run("nmt-train", Self.arguments(directory.file("whole"), updates: 6, more)).status == 0)
    let expected = try Self.weights(directory.file("whole"))
    for call in 1...200 {
      let model = directory.file("model\(call)")
      let arguments = try Self.arguments(model, updates: 6, more)
      let strace = ["-f", "-o", "/dev/null", "-e", "inject=\(fault):when=\(call)"]
      let tool = [ToolRunner.buildDirectory + "/nmt-train"]
      let broken = try ToolRunner.run("/usr/bin/strace", strace + tool + arguments)
      if broken.status == 0 {
        #expect(call > 5, "no fault was met")
        break
      }
      #expect([74, 128 + SIGKILL].contains(broken.status), "call \(call): \(broken.status) \(broken.errorText)")
      let again = try ToolRunner.run("nmt-train", arguments)
      #expect(again.status == 0, "call \(call): \(again.errorText)")
      #expect(try Self.weights(model) == expected, "call \(call)")
    }
  }

  @Test func theFileOfSettingsIsChecked() throws {
    let directory = TemporaryDirectory()
    func run(_ text: String) throws -> ToolResult {
      let path = try directory.write(text, to: "config.yaml")
      return try ToolRunner.run("nmt-train", ["--config", path, "--data", "absent", "--model", directory.file("m")])
    }
    let cases: [(text: String, line: String, word: String)] = [
      ("seed: 1\nlearning-rat: 0.1\n", ":2", "'learning-rate'"), ("seed: one\n", ":1", "a whole number"),
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
    for line in ["preset: small", "budget: 1h30m", "dropout: 0.35", "bidirectional: false", "decoder-width: 256"] {
      #expect(first.outputLines.contains(line), "\(line)")
    }
    let path = try directory.write(first.output, to: "config.yaml")
    #expect(try ToolRunner.run("nmt-train", ["--config", path, "--dump-config"]).output == first.output)
    let changed = try ToolRunner.run("nmt-train", ["--config", path, "--dump-config", "--dropout", "0.1"])
    #expect(changed.outputLines.contains("dropout: 0.1") && changed.outputLines.contains("decoder-width: 256"))
    #expect(try ToolRunner.run("nmt-train", ["--dump-config"], stdout: .file("/dev/full")).status == 74)
  }

  @Test func everyOtherMistakeIsOneLineAndItsCode() throws {
    let directory = TemporaryDirectory()
    let file = try directory.write("x", to: "file")
    let data = try Self.data.get().file("data")
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
