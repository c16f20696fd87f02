import Foundation
import NMTCorpus
import NMTSettings
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

/// Whole runs in this process, on a few hundred pairs of made-up words whose translation is the word reversed.
@Suite(.serialized) struct TrainerTests {
  private static let data = Result { try makeData() }

  private static func makeData() throws -> (directory: TemporaryDirectory, path: String) {
    let directory = TemporaryDirectory()
    var state: UInt64 = 7
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let syllables = ["ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "te"]
    let words = (0..<40).map { _ in (0...pick(2)).map { _ in syllables[pick(10)] }.joined() }
    for (name, count) in [("train", 300), ("validation", 20)] {
      let lines = (0..<count).map { _ in (0...pick(5)).map { _ in words[pick(40)] } }
      try directory.write(lines.map { $0.joined(separator: " ") + "\n" }.joined(), to: name + ".source")
      let reversed = lines.map { $0.map { String($0.reversed()) }.joined(separator: " ") + "\n" }
      try directory.write(reversed.joined(), to: name + ".target")
    }
    func input(_ name: String) -> PairInput {
      .files(source: directory.file(name + ".source"), target: directory.file(name + ".target"))
    }
    var job = PreprocessJob(train: [input("train")], output: directory.file("data"))
    job.validation = [input("validation")]
    job.options.text.vocabularySize = 300
    job.isQuiet = true
    try Preprocessor(job).run()
    return (directory, job.output)
  }

  /// A very small model; batches of 16, two replicas, no BLEU.
  private static func request(_ model: String, _ settings: [String: String] = [:]) throws -> TrainingRequest {
    var all = [
      "data": try data.get().path, "model": model, "preset": "tiny", "embedding": "8", "encoder-width": "8",
      "decoder-width": "8", "batch-sentences": "16", "threads": "2", "validation-bleu-lines": "0", "quiet": "true",
      "tensorboard": "false", "validate-every": "10", "max-updates": "20", "report-every": "5",
    ]
    all.merge(settings) { $1 }
    return try TrainingRequest(entries: all.map { SettingEntry(name: $0.key, text: $0.value, origin: .flag) })
  }

  private static func weights(_ directory: TemporaryDirectory, _ model: String) throws -> String {
    try SHA256.hex(ofFile: directory.file(model) + "/model.safetensors")
  }

  /// Those after the last update, which need not be the best ones.
  private static func lastWeights(_ directory: TemporaryDirectory, _ model: String) throws -> [UInt8] {
    let newest = try #require(CheckpointDirectory(model: directory.file(model)).newestFirst().first)
    let (_, sections, file) = try CheckpointFile.read(Checkpoint.self, from: newest)
    return try withExtendedLifetime(file) { Array(try #require(sections["weights"])) }
  }

  private static func filling(_ value: Float) -> @Sendable (UnsafeMutableBufferPointer<Float>) -> Void {
    { $0.update(repeating: value) }
  }

  /// Every log entry of an interval tells the gradient of each layer's states; clipping by value changes the run.
  @Test func gradientFlowIsLoggedAndElementsAreClipped() throws {
    let directory = TemporaryDirectory()
    _ = try Trainer.run(Self.request(directory.file("watched"), ["gradient-flow": "true"]))
    let entries = try TrainingLog.read(directory.file("watched") + "/log.jsonl").filter { $0.kind == .training }
    #expect(!entries.isEmpty)
    for entry in entries {
      let flow = try #require(entry.stateGradients)
      #expect(Set(flow.keys) == ["decoder.layers.0", "encoder.layers.0.backward", "encoder.layers.0.forward"])
      #expect(flow.values.allSatisfy { !$0.isEmpty && $0[0] > 0 })
    }
    _ = try Trainer.run(Self.request(directory.file("plain")))
    _ = try Trainer.run(Self.request(directory.file("clipped"), ["clip-value": "0.001"]))
    #expect(try Self.weights(directory, "plain") == Self.weights(directory, "watched"))
    #expect(try Self.weights(directory, "plain") != Self.weights(directory, "clipped"))
  }

  /// The whole way with other cells, and a checkpoint that is gone on from.
  @Test(arguments: [("gru", "elman"), ("conv", "jordan"), ("dilated", "dilated")])
  func everyCellTrainsAndGoesOn(encoder: String, decoder: String) throws {
    let directory = TemporaryDirectory()
    let settings = ["encoder": encoder, "decoder": decoder, "decoder-layers": "2", "kernel": "3", "bptt": "0"]
    func run(_ model: String, _ updates: Int) throws -> String {
      let more = ["max-updates": "\(updates)", "checkpoint-every": "5"]
      _ = try Trainer.run(Self.request(directory.file(model), settings.merging(more) { $1 }))
      return try Self.weights(directory, model)
    }
    let half = try run("halved", 10)
    #expect(try run("halved", 20) == run("whole", 20))
    #expect(try half != Self.weights(directory, "whole"))
  }

  @Test(arguments: [0, 6, 21], [Float.nan, .infinity, -.infinity, 1e38])
  func aSpoiledGradientIsAsIfItsBatchWereLeftOut(attempt: Int, value: Float) throws {
    let directory = TemporaryDirectory()
    var spoiling = TrainingHooks()
    // All of it: the sum of squares of 1e38 is beyond a float's range.
    spoiling.spoil = { $0 == attempt ? Self.filling(value) : nil }
    var leaving = TrainingHooks()
    leaving.leavesOut = { $0 == attempt }
    let settings = ["max-updates": attempt == 21 ? "22" : "12"]
    for (model, hooks) in [("spoiled", spoiling), ("left-out", leaving)] {
      let outcome = try Trainer(Self.request(directory.file(model), settings), hooks: hooks).run()
      #expect(outcome == .finished("\(settings["max-updates"]!) updates"))
    }
    #expect(try Self.weights(directory, "spoiled") == Self.weights(directory, "left-out"))
    #expect(try Self.lastWeights(directory, "spoiled") == Self.lastWeights(directory, "left-out"))
  }

  @Test func tenSpoiledGradientsInARowEndTheRun() throws {
    let directory = TemporaryDirectory()
    var hooks = TrainingHooks()
    hooks.spoil = { $0 >= 3 ? Self.filling(.nan) : nil }
    do {
      _ = try Trainer(Self.request(directory.file("model")), hooks: hooks).run()
      Issue.record("the run went on")
    } catch let failure as Failure {
      #expect(failure.code == .badConfiguration && failure.description.contains("10 updates in a row"))
      #expect(failure.remedy.contains("learning-rate"))
    }
  }

  /// A rate that grows without end: every run diverges, and with half the rate again and again one does not.
  private static let wild = [
    "learning-rate": "2", "warmup": "200", "clip-norm": "0", "schedule": "constant", "max-updates": "300",
    "checkpoint-every": "20", "validate-every": "80", "rewind-on-divergence": "12",
  ]

  @Test func aRunThatDivergesGoesBackWithALowerRate() throws {
    let directory = TemporaryDirectory()
    _ = try Trainer(Self.request(directory.file("rewound"), Self.wild)).run()
    let log = try TrainingLog.read(directory.file("rewound") + "/log.jsonl").filter { $0.kind == .training }
    #expect(log.map(\.update) == Array(stride(from: 5, through: 300, by: 5)), "what was gone back over is forgotten")
    let rewinds = try #require(log.last?.rewinds)
    #expect((1...12).contains(rewinds))
    let rate = 2 * pow(0.5, Double(rewinds))
    #expect(abs(try #require(log.last).learningRate - rate) < 1e-9)
    let lowest = log.map(\.loss).min() ?? .infinity
    #expect(log.suffix(4).allSatisfy { $0.loss < lowest + 2.5 }, "\(log.map(\.loss))")

    // The same run in parts, one of them stopped between two places to go back to, and never gone back. The end of a part
    // is validated as well, so that another model may be the best one.
    for updates in ["97", "190", "300"] {
      _ = try Trainer(Self.request(directory.file("parts"), Self.wild.merging(["max-updates": updates]) { $1 })).run()
    }
    #expect(try Self.lastWeights(directory, "rewound") == Self.lastWeights(directory, "parts"))
    let parts = try TrainingLog.read(directory.file("parts") + "/log.jsonl").filter { $0.kind == .training }
    #expect(parts.map(\.loss) == log.map(\.loss))
  }

  @Test func aRunThatMayNotGoBackAnyMoreEndsWithAdvice() throws {
    let directory = TemporaryDirectory()
    let once = Self.wild.merging(["rewind-on-divergence": "1", "learning-rate": "40"]) { $1 }
    let failure = expectFailure(.badConfiguration) { try Trainer(Self.request(directory.file("model"), once)).run() }
    #expect(failure?.description.contains("learning-rate") == true)
    #expect(try CheckpointDirectory(model: directory.file("model")).newestHead()?.state.rewinds == 1)
    expectFailure(.badConfiguration) {
      try Self.request(directory.file("model"), Self.wild.merging(["checkpoint-every": "0"]) { $1 }).validate()
    }
  }

  /// Ten spoiled gradients in a row, the first time only: back to the checkpoint, and the run is made at half the rate.
  @Test func spoiledGradientsInARowGoBackToo() throws {
    let directory = TemporaryDirectory()
    let seen = Locked<Set<Int>>([])
    var hooks = TrainingHooks()
    hooks.spoil = { attempt in
      let isNew = seen.withLock { $0.insert(attempt).inserted }
      return (12..<22).contains(attempt) && isNew ? Self.filling(.nan) : nil
    }
    let settings = ["checkpoint-every": "5", "rewind-on-divergence": "1"]
    let outcome = try Trainer(Self.request(directory.file("model"), settings), hooks: hooks).run()
    #expect(outcome == .finished("20 updates"))
    let log = try TrainingLog.read(directory.file("model") + "/log.jsonl").filter { $0.kind == .training }
    #expect(log.map(\.update) == [5, 10, 15, 20] && log.map { $0.rewinds ?? 0 } == [0, 0, 1, 1])
    #expect(log.last?.skipped == 0)
  }

  @Test func aRunningLossTellsASpikeFromDivergence() {
    var watch = LossWatch()
    func hasDiverged(after losses: [Double]) -> Bool { losses.reduce(false) { watch.observe($1) || $0 } }
    let steady = [Double](repeating: 4, count: 100)
    #expect(!hasDiverged(after: steady + [30, 20, 10] + steady), "a spike of three updates")
    #expect(watch.isSound)
    #expect(hasDiverged(after: [Double](repeating: 6, count: 200)) && !watch.isSound)
  }

  /// `--checkpoint-every 0` is one at each validation.
  @Test func checkpointsAtValidations() throws {
    let directory = TemporaryDirectory()
    let settings = ["checkpoint-every": "0", "keep-checkpoints": "4", "max-updates": "27"]
    _ = try Trainer(Self.request(directory.file("model"), settings)).run()
    let saved = try CheckpointDirectory(model: directory.file("model")).newestFirst().map { $0.suffix(13).prefix(2) }
    #expect(saved == ["27", "20", "10"])
  }

  @Test func everyKindOfRunIsTheSameTwiceAndWhenInterrupted() throws {
    let kinds: [[String: String]] = [
      ["accumulation": "2", "optimizer": "sgd", "learning-rate": "0.1", "schedule": "inverse-sqrt", "warmup": "5"],
      ["threads": "3", "average": "snapshots", "average-snapshots": "2", "validate-every": "4", "schedule": "cosine"],
      ["threads": "1", "average": "none", "batch-sentences": "4", "batch-tokens": "60", "validate-every": "0"],
      // Tables whose gradients are a few rows, and moments of which most are zero.
      ["tying": "none", "threads": "3"],
    ]
    for (number, settings) in kinds.enumerated() {
      let directory = TemporaryDirectory()
      _ = try Trainer(Self.request(directory.file("whole"), settings)).run()
      // A run in two parts: the gradient hook throws the first one out in the middle, after a checkpoint.
      var breaking = TrainingHooks()
      breaking.spoil = { $0 >= 13 ? Self.filling(.nan) : nil }
      let parts = settings.merging(["checkpoint-every": "9"]) { $1 }
      #expect(throws: Failure.self) { try Trainer(Self.request(directory.file("parts"), parts), hooks: breaking).run() }
      _ = try Trainer(Self.request(directory.file("parts"), parts)).run()
      #expect(try Self.weights(directory, "whole") == Self.weights(directory, "parts"), "kind \(number)")
      let logs = try ["whole", "parts"].map { try TrainingLog.read(directory.file($0) + "/log.jsonl") }
      #expect(logs[0].map(\.update) == logs[1].map(\.update), "kind \(number)")
      #expect(logs[0].map(\.loss) == logs[1].map(\.loss), "kind \(number)")
    }
  }

  @Test func aDamagedCheckpointIsPassedOver() throws {
    let directory = TemporaryDirectory()
    _ = try Trainer(Self.request(directory.file("whole"))).run()
    let first = try Self.request(directory.file("parts"), ["max-updates": "12", "checkpoint-every": "5"])
    _ = try Trainer(first).run()
    let newest = try #require(CheckpointDirectory(model: directory.file("parts")).newestFirst().first)
    #expect(newest.contains("0000000012"))
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: newest)))
    bytes[bytes.count / 2] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: newest))
    _ = try Trainer(Self.request(directory.file("parts"))).run()
    #expect(try Self.weights(directory, "whole") == Self.weights(directory, "parts"))
  }

  @Test func earlyStoppingCountsValidationsWithoutABetterModel() throws {
    let directory = TemporaryDirectory()
    // A learning rate that ruins the model: no validation after the first is better.
    let request = try Self.request(
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
    let outcome = try Trainer(Self.request(directory.file("model"), Self.selecting.merging(more) { $1 })).run()
    #expect(outcome == .finished(reason))
  }

  /// Processor time is counted over a resume, ends the run, and is in the log beside the useful arithmetic.
  @Test func aBudgetOfProcessorTimeGoesOnWhereItStopped() throws {
    let directory = TemporaryDirectory()
    let settings = ["budget": "2s", "budget-clock": "cpu", "validate-every": "100000", "report-every": "20"]
    let first = settings.merging(["max-updates": "40"]) { $1 }
    _ = try Trainer(Self.request(directory.file("model"), first)).run()
    let before = try TrainingLog.read(directory.file("model") + "/log.jsonl").last { $0.kind == .training }
    let rest = settings.merging(["max-updates": "0"]) { $1 }
    let outcome = try Trainer(Self.request(directory.file("model"), rest)).run()
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
    _ = try Trainer(Self.request(directory.file("model"), settings)).run()
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
    _ = try Trainer(Self.request(directory.file("model"), settings)).run()
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
    _ = try Trainer(Self.request(directory.file("whole"), settings)).run()
    _ = try Trainer(
      Self.request(directory.file("parts"), settings.merging(["max-updates": "120"]) { $1 })
    ).run()
    _ = try Trainer(Self.request(directory.file("parts"), settings)).run()
    func best(_ model: String) throws -> [Bool?] {
      try TrainingLog.read(directory.file(model) + "/log.jsonl").filter { $0.kind == .validation }.map(\.isBest)
    }
    #expect(try best("whole") == best("parts"))
    #expect(try Self.weights(directory, "whole") == Self.weights(directory, "parts"))
  }

  @Test func significanceNeedsAMetric() throws {
    let directory = TemporaryDirectory()
    func refused(_ settings: [String: String]) throws {
      let request = try Self.request(directory.file("model"), settings)
      expectFailure(.badConfiguration) { try request.validate() }
    }
    try refused(["significance": "0.05"])
    try refused(["significance": "2", "select-by": "bleu", "validation-bleu-lines": "5"])
  }
}
