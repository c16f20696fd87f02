import Foundation
import NMTModels
import NMTSystem
import NMTTestModels
import NMTTestSupport
import Testing

/// A model directory from elsewhere reads and writes nothing outside itself, runs nothing, and takes no memory that its
/// files do not have.
@Suite(.serialized) struct SupplyTests {
  private let directory = TemporaryDirectory()
  private var model: String { directory.file("model") }

  init() throws { try TinyModel.save(to: directory.file("model")) }

  private func translate(_ more: [String] = []) throws -> ToolResult {
    try ToolRunner.run("nmt-translate", ["--model", model] + more, stdin: .text("the dog sees cold water.\n"))
  }

  /// Every file that is read, as a link to the very file that it should be: refused by name.
  @Test func linksInAModelAreNotFollowed() throws {
    for name in ["config.json", "model.safetensors", "pipeline.json", "joint.spm"] {
      let (inside, outside) = ("\(model)/\(name)", directory.file("outside-\(name)"))
      rename(inside, outside)
      symlink(outside, inside)
      for tool in [try translate(), try ToolRunner.run("nmt-inspect", [model])] {
        #expect(tool.status == 65, "\(name): \(tool.errorText)")
        #expect(tool.errorText.contains(name) && tool.errorText.contains("symbolic link"), "\(tool.errorText)")
      }
      unlink(inside)
      rename(outside, inside)
    }
    #expect(try translate().status == 0)
  }

  /// A directory of checkpoints that is a link leads out of the model as a file does.
  @Test(arguments: [true, false]) func linkedCheckpointsAreNotFollowed(_ leadsSomewhere: Bool) throws {
    let outside = directory.file("elsewhere")
    if leadsSomewhere {
      try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: false)
      try directory.write("secret\n", to: "elsewhere/update-0000000001.checkpoint")
    }
    symlink(outside, "\(model)/checkpoints")
    let result = try ToolRunner.run("nmt-inspect", [model])
    #expect(result.status == 65 && result.output.isEmpty, "\(result.errorText)")
    #expect(result.errorText.contains("checkpoints: is a symbolic link"), "\(result.errorText)")
  }

  /// Every name that the trainer writes, as a link to a file or directory of the user's: those stay as they are.
  @Test func trainingWritesNothingThroughLinks() throws {
    let corpus = try TrainingBench.corpus.get()
    let kind = TrainingBench.kinds[0]
    for name in [".lock", "log.jsonl", "curves.svg", "config.json", "model.safetensors", "README.md", "checkpoints"] {
      let target = TemporaryDirectory()
      try FileManager.default.createDirectory(atPath: target.file("model"), withIntermediateDirectories: false)
      try target.write("mine\n", to: "precious")
      try FileManager.default.createDirectory(atPath: target.file("precious.d"), withIntermediateDirectories: false)
      try target.write("mine\n", to: "precious.d/update-0000000001.checkpoint")
      symlink(target.file(name == "checkpoints" ? "precious.d" : "precious"), target.file("model/\(name)"))
      let result = try ToolRunner.run(
        "nmt-train",
        TrainingBench.arguments(target.file("model"), kind, updates: 3, ["--data", corpus.data, "--force"]))
      #expect(try target.read("precious") == Array("mine\n".utf8), "\(name): \(result.errorText)")
      #expect(try target.read("precious.d/update-0000000001.checkpoint") == Array("mine\n".utf8), "\(name)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: target.file("precious.d")).count == 1, "\(name)")
      #expect([0, 65, 73].contains(result.status), "\(name): \(result.status) \(result.errorText)")
    }
  }

  /// What a process opens while it translates lies in the model directory or belongs to the system.
  @Test(.enabled(if: access("/usr/bin/strace", X_OK) == 0 && !SlowSet.isSanitized))
  func translatingOpensNothingElseAndRunsNothing() throws {
    try directory.write("x\n", to: "input")
    let tool = ToolRunner.buildDirectory + "/nmt-translate"
    let result = try ToolRunner.run(
      "/usr/bin/strace",
      [
        "-f", "-o", directory.file("log"), "-e", "trace=openat,open,creat,execve,connect,socket", tool, "--model",
        model,
      ],
      stdin: .text("the dog\n"))
    #expect(result.status == 0, "\(result.errorText)")
    let lines = String(decoding: try directory.read("log"), as: UTF8.self).split(separator: "\n")
    #expect(lines.filter { $0.contains("execve(") }.count == 1)
    #expect(!lines.contains { $0.contains("connect(") || $0.contains("socket(") })
    let writes = lines.filter { $0.contains("O_WRONLY") || $0.contains("O_RDWR") || $0.contains("O_CREAT") }
    #expect(writes.allSatisfy { $0.contains("\"/dev/") || $0.contains("ENOENT") }, "\(writes)")
    for name in ["/etc/passwd", "/etc/shadow", ".ssh", ".netrc"] {
      #expect(!lines.contains { $0.contains(name) }, "\(name)")
    }
  }

  /// A config.json that asks for what is not in the files is refused before anything is allocated for it.
  @Test(
    .enabled(if: !SlowSet.isSanitized),
    arguments: [
      ("embedding", 1 << 20), ("encoderWidth", 1 << 20), ("decoderWidth", 1 << 20), ("encoderLayers", 1 << 16),
      ("decoderLayers", 1 << 16), ("sourceVocabulary", 1 << 30), ("targetVocabulary", 1 << 30), ("heads", 1 << 30),
      ("kernel", 1 << 30), ("dilationCycle", 1 << 30),
    ])
  func aConfigThatAsksForMoreIsRefusedInLittleMemory(_ key: String, _ value: Int) throws {
    let honest = try translate()
    #expect(honest.status == 0)
    let path = "\(model)/config.json"
    var json = try #require(
      try JSONSerialization.jsonObject(with: Data(directory.read("model/config.json"))) as? [String: Any])
    var architecture = try #require(json["architecture"] as? [String: Any])
    try #require(architecture[key] != nil, "no such key")
    architecture[key] = value
    json["architecture"] = architecture
    json["configChecksum"] = "0000000000000000"
    let zeroed = try JSONSerialization.data(withJSONObject: json, options: [.prettyPrinted, .sortedKeys])
    let sum = [UInt8](zeroed).withUnsafeBytes { XXH64.hex($0) }
    let text = String(decoding: zeroed, as: UTF8.self)
    try Data(text.replacing("\"0000000000000000\"", with: "\"\(sum)\"").utf8).write(to: URL(fileURLWithPath: path))
    let result = try translate()
    #expect(result.status == 65, "\(result.status): \(result.errorText)")
    #expect(result.peakResidentBytes < honest.peakResidentBytes + 64 << 20, "\(result.peakResidentBytes >> 20) MiB")
  }
}
