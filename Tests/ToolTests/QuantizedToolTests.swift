import Foundation
import NMTKernels
import NMTTestModels
import NMTTestSupport
import Testing

struct QuantizedToolTests {
  private let directory = TemporaryDirectory()
  private let text = TinyModel.sentences.prefix(60).joined(separator: "\n") + "\n"

  private func translate(_ model: String, _ flags: [String] = [], _ environment: [String: String] = [:]) throws
    -> [UInt8]
  {
    let result = try ToolRunner.run(
      "nmt-translate", ["--model", directory.file(model), "--scores"] + flags, stdin: .text(text),
      environment: environment)
    #expect(result.status == 0, "\(result.errorText)")
    return result.output
  }

  private func quantise() throws -> ToolResult {
    try TinyModel.save(to: directory.file("model"))
    return try ToolRunner.run(
      "nmt-inspect", [directory.file("model"), "--quantise", directory.file("small"), "--json"])
  }

  @Test func theSmallModelTranslatesAsTheLargeOneInInt8() throws {
    let result = try quantise()
    #expect(result.status == 0, "\(result.errorText)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    #expect(report["weights"] as? String == "int8" && report["kind"] as? String == "model")
    let sizes = try ["model", "small"].map { try directory.read("\($0)/model.safetensors").count }
    // Vectors, scales and the header weigh more here than in a real model.
    #expect(sizes[1] * 5 < sizes[0] * 3, "\(sizes)")
    let small = try translate("small")
    #expect(try translate("model", ["--precision", "int8"]) == small)
    #expect(try translate("small", ["--precision", "int8", "--threads", "3", "--batch-tokens", "50"]) == small)
    #expect(try translate("model") != small)
  }

  /// The panels are one layout: a file made with one instruction set is read where it is mapped by all.
  @Test func everyInstructionSetReadsTheSameFile() throws {
    _ = try quantise()
    let file = try directory.read("small/model.safetensors")
    for set in InstructionSet.available {
      let environment = ["TOLMACS_KERNELS": set.rawValue]
      #expect(try translate("small", [], environment) == translate("model", ["--precision", "int8"], environment))
      let other = directory.file("small-\(set.rawValue)")
      let made = try ToolRunner.run(
        "nmt-inspect", [directory.file("model"), "--quantise", other], environment: environment)
      #expect(made.status == 0, "\(made.errorText)")
      #expect(try directory.read("small-\(set.rawValue)/model.safetensors") == file)
    }
  }

  @Test func anUnknownInstructionSetIsRefused() throws {
    try TinyModel.save(to: directory.file("model"))
    let result = try ToolRunner.run(
      "nmt-translate", ["--model", directory.file("model")], environment: ["TOLMACS_KERNELS": "sse9"])
    #expect(result.status == 78 && result.errorText.contains("unknown instruction set \"sse9\""), "\(result.errorText)")
  }

  @Test func refusals() throws {
    _ = try quantise()
    let again = try ToolRunner.run(
      "nmt-inspect", [directory.file("model"), "--quantise", directory.file("small")])
    #expect(again.status == 73 && again.errorText.contains("already holds a model"), "\(again.errorText)")
    let wide = try ToolRunner.run("nmt-translate", ["--model", directory.file("small"), "--precision", "fp32"])
    #expect(wide.status == 78 && wide.errorText.contains("auto or int8"), "\(wide.errorText)")
    var bytes = try directory.read("small/model.safetensors")
    bytes[bytes.count / 2] ^= 1
    try directory.write(bytes, to: "small/model.safetensors")
    let damaged = try ToolRunner.run("nmt-translate", ["--model", directory.file("small")])
    #expect(damaged.status == 65 && damaged.errorText.contains("expected xxh64"), "\(damaged.errorText)")
  }
}
