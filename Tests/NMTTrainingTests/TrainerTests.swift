import Foundation
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

/// Whole runs in this process.
@Suite(.serialized) struct TrainerTests {
  /// Every log entry of an interval tells the gradient of each layer's states; clipping by value changes the run.
  @Test func gradientFlowIsLoggedAndElementsAreClipped() throws {
    let directory = TemporaryDirectory()
    _ = try Trainer.run(SmallTraining.request(directory.file("watched"), ["gradient-flow": "true"]))
    let entries = try TrainingLog.read(directory.file("watched") + "/log.jsonl").filter { $0.kind == .training }
    #expect(!entries.isEmpty)
    for entry in entries {
      let flow = try #require(entry.stateGradients)
      #expect(Set(flow.keys) == ["decoder.layers.0", "encoder.layers.0.backward", "encoder.layers.0.forward"])
      #expect(flow.values.allSatisfy { !$0.isEmpty && $0[0] > 0 })
    }
    _ = try Trainer.run(SmallTraining.request(directory.file("plain")))
    _ = try Trainer.run(SmallTraining.request(directory.file("clipped"), ["clip-value": "0.001"]))
    #expect(try SmallTraining.weights(directory, "plain") == SmallTraining.weights(directory, "watched"))
    #expect(try SmallTraining.weights(directory, "plain") != SmallTraining.weights(directory, "clipped"))
  }

  /// The whole way with other cells, and a checkpoint that is gone on from.
  @Test(arguments: [("gru", "elman"), ("conv", "jordan"), ("dilated", "dilated")])
  func everyCellTrainsAndGoesOn(encoder: String, decoder: String) throws {
    let directory = TemporaryDirectory()
    let settings = ["encoder": encoder, "decoder": decoder, "decoder-layers": "2", "kernel": "3", "bptt": "0"]
    func run(_ model: String, _ updates: Int) throws -> String {
      let more = ["max-updates": "\(updates)", "checkpoint-every": "5"]
      _ = try Trainer.run(SmallTraining.request(directory.file(model), settings.merging(more) { $1 }))
      return try SmallTraining.weights(directory, model)
    }
    let half = try run("halved", 10)
    #expect(try run("halved", 20) == run("whole", 20))
    #expect(try half != SmallTraining.weights(directory, "whole"))
  }

  /// `--checkpoint-every 0` is one at each validation.
  @Test func checkpointsAtValidations() throws {
    let directory = TemporaryDirectory()
    let settings = ["checkpoint-every": "0", "keep-checkpoints": "4", "max-updates": "27"]
    _ = try Trainer(SmallTraining.request(directory.file("model"), settings)).run()
    let saved = try CheckpointDirectory(model: directory.file("model")).newestFirst().map { $0.suffix(13).prefix(2) }
    #expect(saved == ["27", "20", "10"])
  }

  @Test func aDamagedCheckpointIsPassedOver() throws {
    let directory = TemporaryDirectory()
    _ = try Trainer(SmallTraining.request(directory.file("whole"))).run()
    let first = try SmallTraining.request(directory.file("parts"), ["max-updates": "12", "checkpoint-every": "5"])
    _ = try Trainer(first).run()
    let newest = try #require(CheckpointDirectory(model: directory.file("parts")).newestFirst().first)
    #expect(newest.contains("0000000012"))
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: newest)))
    bytes[bytes.count / 2] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: newest))
    _ = try Trainer(SmallTraining.request(directory.file("parts"))).run()
    #expect(try SmallTraining.weights(directory, "whole") == SmallTraining.weights(directory, "parts"))
  }

  @Test func earlyStoppingCountsValidationsWithoutABetterModel() throws {
    let directory = TemporaryDirectory()
    // A learning rate that ruins the model: no validation after the first is better.
    let request = try SmallTraining.request(
      directory.file("model"),
      [
        "learning-rate": "3", "stop-after": "3", "validate-every": "2", "max-updates": "100", "average": "none",
        "schedule": "constant",
      ])
    let outcome = try Trainer(request).run()
    #expect(outcome == .finished("3 validations without a better model"))
    let log = try TrainingLog.read(directory.file("model") + "/log.jsonl")
    let validations = log.filter { $0.kind == .validation }
    #expect(validations.suffix(3).allSatisfy { $0.isBest == false })
    #expect(validations.dropLast(3).last?.isBest == true)
  }

  /// No score is ever significantly better than the first: a run whose schedule waits for its end goes on to it.
  @Test(arguments: [
    ("constant", "auto", "10 validations without a better model"), ("cosine", "auto", "120 updates"),
    ("cosine", "3", "3 validations without a better model"),
  ])
  func aFittedScheduleIsNotCutShort(schedule: String, stopAfter: String, reason: String) throws {
    let directory = TemporaryDirectory()
    let more = [
      "significance": "1e-9", "validate-every": "10", "max-updates": "120", "schedule": schedule,
      "stop-after": stopAfter,
    ]
    let outcome = try Trainer(SmallTraining.request(directory.file("model"), Self.selecting.merging(more) { $1 })).run()
    #expect(outcome == .finished(reason))
  }

  /// Processor time is counted over a resume, ends the run, and is in the log beside the useful arithmetic.
  @Test func aBudgetOfProcessorTimeGoesOnWhereItStopped() throws {
    let directory = TemporaryDirectory()
    let settings = ["budget": "2s", "budget-clock": "cpu", "validate-every": "100000", "report-every": "20"]
    let first = settings.merging(["max-updates": "40"]) { $1 }
    _ = try Trainer(SmallTraining.request(directory.file("model"), first)).run()
    let before = try TrainingLog.read(directory.file("model") + "/log.jsonl").last { $0.kind == .training }
    let rest = settings.merging(["max-updates": "0"]) { $1 }
    let outcome = try Trainer(SmallTraining.request(directory.file("model"), rest)).run()
    #expect(outcome == .finished("the budget of 2s of processor time"))
    let training = try TrainingLog.read(directory.file("model") + "/log.jsonl").filter { $0.kind == .training }
    let seconds = training.compactMap(\.processorSeconds)
    let saved = try #require(before?.processorSeconds)
    #expect(seconds.count == training.count && seconds.contains(saved))
    #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $0 < $1 })
    #expect(try #require(seconds.last) < 2.2)
    #expect(training.allSatisfy { ($0.gflops ?? 0) > 0 })
    // The cosine is fitted to the budget, in whole seconds: after one of two it is half way down.
    #expect(abs(try #require(training.last).learningRate - ScheduleOptions().learningRate / 2) < 1e-5)
  }

  @Test func lossFallsAndTheBestModelIsTheOneKept() throws {
    let directory = TemporaryDirectory()
    let settings = ["max-updates": "120", "learning-rate": "0.02", "validate-every": "20"]
    _ = try Trainer(SmallTraining.request(directory.file("model"), settings)).run()
    let log = try TrainingLog.read(directory.file("model") + "/log.jsonl").filter { $0.kind == .validation }
    let best = log.map { min($0.loss, $0.averagedLoss ?? .infinity) }.min()
    #expect(log.last!.loss < log.first!.loss * 0.95)
    let saved = try #require(log.last { $0.isBest == true })
    #expect(min(saved.loss, saved.averagedLoss ?? .infinity) == best)
  }

  private static let selecting = [
    "select-by": "chrf", "validation-bleu-lines": "20", "max-updates": "240", "learning-rate": "0.01",
    "validate-every": "30", "average": "none", "stop-after": "0", "schedule": "constant", "embedding": "32",
    "encoder-width": "32", "decoder-width": "32",
  ]

  /// With a p-value that no difference can reach the first finite score stays the best; with 1 any better one is.
  @Test(arguments: ["1e-9", "1"])
  func aBetterScoreMustBeSignificant(_ significance: String) throws {
    let directory = TemporaryDirectory()
    let settings = Self.selecting.merging(["significance": significance]) { $1 }
    _ = try Trainer(SmallTraining.request(directory.file("model"), settings)).run()
    let log = try TrainingLog.read(directory.file("model") + "/log.jsonl").filter { $0.kind == .validation }
    let best = log.filter { $0.isBest == true }.count
    #expect(log.first?.isBest == true)
    #expect(significance == "1" ? best > 1 : best == 1, "\(best) of \(log.count)")
    let config = try String(decoding: directory.read("model/config.json"), as: UTF8.self)
    #expect(config.contains("\"chrf\""))
  }

  @Test func aResumedRunRemembersWhatTheBestModelTranslated() throws {
    let directory = TemporaryDirectory()
    let settings = Self.selecting.merging(["significance": "0.3"]) { $1 }
    _ = try Trainer(SmallTraining.request(directory.file("whole"), settings)).run()
    _ = try Trainer(
      SmallTraining.request(directory.file("parts"), settings.merging(["max-updates": "120"]) { $1 })
    ).run()
    _ = try Trainer(SmallTraining.request(directory.file("parts"), settings)).run()
    func best(_ model: String) throws -> [Bool?] {
      try TrainingLog.read(directory.file(model) + "/log.jsonl").filter { $0.kind == .validation }.map(\.isBest)
    }
    #expect(try best("whole") == best("parts"))
    #expect(try SmallTraining.weights(directory, "whole") == SmallTraining.weights(directory, "parts"))
  }

  @Test func significanceNeedsAMetric() throws {
    let directory = TemporaryDirectory()
    func refused(_ settings: [String: String]) {
      expectFailure(.usage) { try SmallTraining.request(directory.file("model"), settings).validate() }
    }
    refused(["significance": "0.05"])
    refused(["significance": "2", "select-by": "bleu", "validation-bleu-lines": "5"])
  }
}
