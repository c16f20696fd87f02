import Foundation
import NMTLayers
import NMTModelStore
import NMTModels
import NMTSystem
import NMTTestModels
import NMTTestSupport
import Testing

/// A Python that has PyTorch: the environment variable `TOLMACS_PYTHON`, else `python3` of the system; nil, with a
/// message, where it lacks what `Scripts/read_model.py` needs, and these tests are skipped.
private let python: String? = {
  let path = ProcessInfo.processInfo.environment["TOLMACS_PYTHON"] ?? "/usr/bin/python3"
  let found = try? ToolRunner.run(path, ["-c", "import torch, safetensors"])
  if found?.status == 0 { return path }
  writeMessage("tests against PyTorch are skipped: \(path) lacks torch or safetensors; set TOLMACS_PYTHON")
  return nil
}()

/// Architectures that together use every option of `ModelOptions` that changes the arithmetic.
private let architectures: [(name: String, change: @Sendable (inout ModelOptions) -> Void)] = [
  ("as presets have it", { $0.inputFeeding = false }),
  (
    "additive, copied states, three layers",
    {
      $0.attention = .additive
      ($0.bridge, $0.decoderWidth, $0.encoderLayers, $0.decoderLayers) = (.copy, 16, 2, 3)
    }
  ),
  (
    "heads, zero states, all tables tied, scaled",
    {
      ($0.attention, $0.heads, $0.bridge, $0.tying, $0.scaleEmbeddings) = (.multiHead, 4, .zero, .all, true)
    }
  ),
  (
    "dot, one direction, residual, normalised outputs",
    {
      ($0.attention, $0.decoderWidth, $0.bidirectional, $0.residual, $0.norm) = (.dot, 16, false, true, .outputs)
      ($0.encoderLayers, $0.decoderLayers, $0.tying) = (3, 2, EmbeddingTying.none)
    }
  ),
  (
    "normalised gates with input feeding",
    { ($0.norm, $0.inputFeeding, $0.encoderLayers, $0.residual) = (.gates, true, 2, true) }
  ),
  ("one vector carries the sentence", { ($0.attention, $0.inputFeeding) = (AttentionKind.none, true) }),
]

@Suite(.enabled(if: python != nil), .serialized)
struct ReadModelTests {
  private let directory = TemporaryDirectory()

  /// 50 pairs of sentences that do not belong together: every choice of the model is an unlikely one.
  private let pairs: [String] = {
    let sentences = TinyModel.sentences
    return (0..<50).map { index in
      let target = sentences[(index * 29 + 5) % sentences.count]
      return "\(sentences[index * 4])\t\(target)"
    }
  }()

  @Test(arguments: architectures.indices) func pyTorchComputesTheSameLogProbabilities(_ index: Int) throws {
    let pipeline = try TinyModel.pipeline()
    var options = TinyModel.options(pipeline)
    architectures[index].change(&options)
    let model = try TinyModel.model(options, gain: 1)
    try ModelDirectory.save(
      model: model, pipeline: pipeline, provenance: ModelProvenance(), to: directory.file("model"))
    let scores = try ToolRunner.run(
      "nmt-translate", ["--model", directory.file("model"), "--score-tsv", "--ids"],
      stdin: .text(pairs.joined(separator: "\n") + "\n"))
    #expect(scores.status == 0, "\(scores.errorText)")
    #expect(scores.outputLines.count == pairs.count)
    let script = "\(TestData.packageRoot)/Scripts/read_model.py"
    let read = try ToolRunner.run(
      try #require(python), [script, "--model", directory.file("model"), "--ids", "--check"],
      stdin: .bytes(scores.output))
    #expect(read.status == 0, "\(architectures[index].name): \(read.errorText)")
    #expect(read.errorText.hasPrefix("50 pairs"))
  }

  /// The panels of an int8 model mean what the script says: with its weights and exact sums PyTorch comes as near as
  /// rounded rows allow.
  @Test func pyTorchReadsInt8() throws {
    try TinyModel.save(to: directory.file("model"))
    let made = try ToolRunner.run(
      "nmt-inspect", [directory.file("model"), "--quantise", directory.file("small")])
    #expect(made.status == 0, "\(made.errorText)")
    let scores = try ToolRunner.run(
      "nmt-translate", ["--model", directory.file("small"), "--score-tsv", "--ids"],
      stdin: .text(pairs.joined(separator: "\n") + "\n"))
    let script = "\(TestData.packageRoot)/Scripts/read_model.py"
    let read = try ToolRunner.run(
      try #require(python), [script, "--model", directory.file("small"), "--ids", "--check", "--tolerance", "8"],
      stdin: .bytes(scores.output))
    #expect(read.status == 0 && read.errorText.hasPrefix("50 pairs"), "\(read.errorText)")
  }
}
