import Foundation
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

/// Small trainings of 300 updates with a checkpoint every 20, as processes.
enum TrainingBench {
  static let corpus = Result { try ToolCorpus(seed: 1) }

  /// What is trained; each has its own undisturbed run.
  struct Kind: Sendable, CustomStringConvertible {
    let name: String
    let settings: [String]
    var description: String { name }
  }

  static let kinds: [Kind] = {
    let kinds = ["fp32", "bf16"].flatMap { precision in
      ["1", "2"].map {
        Kind(name: "\(precision), \($0) threads", settings: ["--threads", $0, "--precision", precision])
      }
    }
    // A rate that becomes far too high: it goes back several times, and is stopped while it does.
    let wild = ["--threads", "1", "--learning-rate", "1", "--warmup", "400", "--rewind-on-divergence", "12"]
    return kinds + [Kind(name: "diverging", settings: wild + ["--clip-norm", "0"])]
  }()

  static func arguments(_ model: String, _ kind: Kind, updates: Int = 300, _ more: [String] = []) throws -> [String] {
    [
      "--data", try corpus.get().data, "--model", model, "--preset", "tiny", "--embedding", "16", "--encoder-width",
      "16",
      "--decoder-width", "16", "--batch-sentences", "16", "--learning-rate", "0.01", "--validation-bleu-lines", "4",
      "--validate-every", "100", "--report-every", "20", "--checkpoint-every", "20", "--max-updates", "\(updates)",
      "--schedule", "constant",
    ] + kind.settings + more
  }

  /// The hash of the weights that are the model.
  static func weights(_ model: String) throws -> String { try SHA256.hex(ofFile: model + "/model.safetensors") }

  /// Paths of the checkpoints, the newest first, each of them whole; a checkpoint that has its name is never a part of one.
  static func wholeCheckpoints(_ model: String) throws -> [String] {
    let paths = try CheckpointDirectory(model: model).newestFirst()
    for path in paths { _ = try Checkpoint.summary(path) }
    return paths
  }

  /// Runs one kind undisturbed.
  static func undisturbed(_ kind: Kind) throws -> (weights: String, seconds: Double, log: [LogEntry]) {
    let directory = TemporaryDirectory()
    let start = Date()
    let result = try ToolRunner.run("nmt-train", arguments(directory.file("model"), kind), timeout: 600)
    guard result.status == 0 else { throw Failure(.software, result.errorText, at: "nmt-train") }
    let seconds = Date().timeIntervalSince(start)
    return (try weights(directory.file("model")), seconds, try TrainingLog.read(directory.file("model/log.jsonl")))
  }
}

/// `nmt-train` itself and not a wrapper of a shell.
let trainer = ToolRunner.buildDirectory + "/nmt-train"

/// What a person sees of a failure: one line, warnings and notes aside.
func expectOneMessage(_ result: ToolResult, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
  let lines = result.errorText.split(separator: "\n").filter { !$0.contains("warning:") && !$0.contains("note:") }
  #expect(lines.last?.hasPrefix("nmt-train: ") == true, comment, sourceLocation: sourceLocation)
}
