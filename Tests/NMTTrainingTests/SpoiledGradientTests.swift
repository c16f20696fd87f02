import Foundation
import NMTKernels
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

/// Whole runs with gradients that cannot be used, or a loss that rises.
@Suite(.serialized) struct SpoiledGradientTests {
  /// The kernels of a run, which put a value in place of the gradients of chosen attempts.
  private static func spoiling(
    replicas: Int = 2, passes: Int = 1, _ value: @escaping @Sendable (Int) -> Float?
  ) throws -> SpoilingKernels {
    // The memory is measured by one update in one pass before the first.
    SpoilingKernels(
      try PrecisionChoice.auto.resolvedForTraining().kernels(), lossesPerUpdate: replicas * passes, losses: -replicas,
      value: value)
  }

  /// A run that ends before an attempt and resumes behind that attempt's batch.
  private static func runLeavingOut(
    attempt: Int, _ directory: TemporaryDirectory, _ settings: [String: String]
  ) throws {
    let path = directory.file("left-out")
    var first = try SmallTraining.request(path, settings)
    if attempt == 0 {
      first.options.limits.budget = WallTime(seconds: 1e-9)
    } else {
      first.options.limits.maxUpdates = attempt
    }
    _ = try Trainer(first).run()
    let checkpoints = CheckpointDirectory(model: path)
    var (checkpoint, sections, file) = try CheckpointFile.read(
      Checkpoint.self, from: #require(checkpoints.newestFirst().first))
    #expect(checkpoint.state.update == attempt && checkpoint.state.attempt == attempt)
    checkpoint.state.attempt += 1
    checkpoint.state.batch += 1
    checkpoint.state.skipped += 1
    checkpoint.state.skippedInARow += 1
    let vectors = withExtendedLifetime(file) {
      sections.map { name, bytes in
        let vector = FlatVector(count: bytes.count / 4)
        UnsafeMutableRawBufferPointer(vector.buffer).copyMemory(from: bytes)
        return (name: name, vector: vector)
      }
    }
    try withExtendedLifetime(vectors) {
      try checkpoints.save(checkpoint, sections: vectors.map { (name: $0.name, values: FlatSpan($0.vector)) }, keep: 2)
    }
    _ = try Trainer(SmallTraining.request(path, settings)).run()
  }

  @Test(arguments: [0, 6, 21], [Float.nan, .infinity, -.infinity, 1e38])
  func aSpoiledGradientIsAsIfItsBatchWereLeftOut(attempt: Int, value: Float) throws {
    let directory = TemporaryDirectory()
    let settings = ["max-updates": attempt == 21 ? "22" : "12"]
    // The sum of squares of 1e38 is beyond a float's range.
    let kernels = try Self.spoiling { $0 == attempt ? value : nil }
    let outcome = try Trainer(SmallTraining.request(directory.file("spoiled"), settings), kernels: kernels).run()
    #expect(outcome == .finished("\(settings["max-updates"]!) updates"))
    try Self.runLeavingOut(attempt: attempt, directory, settings)
    #expect(try SmallTraining.weights(directory, "spoiled") == SmallTraining.weights(directory, "left-out"))
    #expect(try SmallTraining.lastWeights(directory, "spoiled") == SmallTraining.lastWeights(directory, "left-out"))
    let logs = try ["spoiled", "left-out"].map { try TrainingLog.read(directory.file($0) + "/log.jsonl") }
    #expect(logs[0].map(\.loss) == logs[1].map(\.loss) && logs[0].map(\.skipped) == logs[1].map(\.skipped))
    #expect(logs[0].last { $0.kind == .training }?.skipped == (attempt == 21 ? 0 : 1))
  }

  /// 1e38 is finite, as is the loss, but its square is not in a float.
  @Test(arguments: [Float.nan, 1e38]) func tenSpoiledGradientsInARowEndTheRun(value: Float) throws {
    let directory = TemporaryDirectory()
    let kernels = try Self.spoiling { $0 >= 3 ? value : nil }
    do {
      _ = try Trainer(SmallTraining.request(directory.file("model")), kernels: kernels).run()
      Issue.record("the run went on")
    } catch let failure as Failure {
      #expect(failure.code == .badConfiguration && failure.description.contains("10 updates in a row had a gradient"))
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
    _ = try Trainer(SmallTraining.request(directory.file("rewound"), Self.wild)).run()
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
      _ = try Trainer(
        SmallTraining.request(directory.file("parts"), Self.wild.merging(["max-updates": updates]) { $1 })
      ).run()
    }
    #expect(try SmallTraining.lastWeights(directory, "rewound") == SmallTraining.lastWeights(directory, "parts"))
    let parts = try TrainingLog.read(directory.file("parts") + "/log.jsonl").filter { $0.kind == .training }
    #expect(parts.map(\.loss) == log.map(\.loss))
  }

  @Test func aRunThatMayNotGoBackAnyMoreEndsWithAdvice() throws {
    let directory = TemporaryDirectory()
    let once = Self.wild.merging(["rewind-on-divergence": "1", "learning-rate": "40"]) { $1 }
    let failure = expectFailure(.badConfiguration) {
      try Trainer(SmallTraining.request(directory.file("model"), once)).run()
    }
    #expect(failure?.description.contains("learning-rate") == true)
    #expect(try CheckpointDirectory(model: directory.file("model")).newestHead()?.state.rewinds == 1)
    expectFailure(.usage) {
      try SmallTraining.request(directory.file("model"), Self.wild.merging(["checkpoint-every": "0"]) { $1 }).validate()
    }
  }

  /// Ten spoiled gradients in a row, the first time only: back to the checkpoint, and the run is made at half the rate.
  @Test func spoiledGradientsInARowGoBackToo() throws {
    let directory = TemporaryDirectory()
    let kernels = try Self.spoiling { (12..<22).contains($0) ? .nan : nil }
    let settings = ["checkpoint-every": "5", "rewind-on-divergence": "1"]
    let outcome = try Trainer(SmallTraining.request(directory.file("model"), settings), kernels: kernels).run()
    #expect(outcome == .finished("20 updates"))
    let log = try TrainingLog.read(directory.file("model") + "/log.jsonl").filter { $0.kind == .training }
    #expect(log.map(\.update) == [5, 10, 15, 20] && log.map { $0.rewinds ?? 0 } == [0, 0, 1, 1])
    #expect(log.last?.skipped == 0)
  }

  @Test func aRunningLossTellsASpikeFromDivergence() {
    var watch = UpdateWatch()
    func hasDiverged(after losses: [Double]) -> Bool { losses.reduce(false) { watch.observe(loss: $1, norm: 1) || $0 } }
    let steady = [Double](repeating: 4, count: 100)
    #expect(!hasDiverged(after: steady + [30, 20, 10] + steady), "a spike of three updates")
    #expect(watch.isSound)
    #expect(hasDiverged(after: [Double](repeating: 6, count: 200)) && !watch.isSound)
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
      _ = try Trainer(SmallTraining.request(directory.file("whole"), settings)).run()
      // A run in two parts: gradients that are not finite end the first one in the middle, after a checkpoint.
      let breaking = try Self.spoiling(
        replicas: Int(settings["threads"] ?? "2")!, passes: Int(settings["accumulation"] ?? "1")!
      ) { $0 >= 13 ? .nan : nil }
      let parts = settings.merging(["checkpoint-every": "9"]) { $1 }
      #expect(throws: Failure.self) {
        try Trainer(SmallTraining.request(directory.file("parts"), parts), kernels: breaking).run()
      }
      _ = try Trainer(SmallTraining.request(directory.file("parts"), parts)).run()
      #expect(
        try SmallTraining.weights(directory, "whole") == SmallTraining.weights(directory, "parts"), "kind \(number)")
      let logs = try ["whole", "parts"].map { try TrainingLog.read(directory.file($0) + "/log.jsonl") }
      #expect(logs[0].map(\.update) == logs[1].map(\.update), "kind \(number)")
      #expect(logs[0].map(\.loss) == logs[1].map(\.loss), "kind \(number)")
    }
  }
}
