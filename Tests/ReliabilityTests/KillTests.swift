import Foundation
import NMTSystem
import NMTTestSupport
import Testing

/// Trainings that are killed or stopped at random instants end with the bits of those that were not.
@Suite(.serialized) struct KillTests {
  /// Starts again and again, ends each start by `signal` at a random instant, until so many were ended; then lets the last
  /// training finish. Each training that finishes has to have the weights of the undisturbed one.
  private func disturb(
    _ kind: TrainingBench.Kind, times: Int, seed: UInt64, signal: (Int) -> Int32,
    check: (ToolResult, _ signal: Int32, _ model: String, _ seconds: Double) throws -> Void
  ) throws -> (ended: Int, finished: Int) {
    let whole = try TrainingBench.undisturbed(kind)
    var generator = SplitMix64(seed: seed)
    var (ended, finished) = (0, 0)
    while ended < times {
      let directory = TemporaryDirectory()
      let model = directory.file("model")
      while true {
        let instant = generator.nextUnit() * whole.seconds * 1.1
        let sent: Int32? = ended >= times ? nil : signal(ended)
        let start = Date()
        let result = try ToolRunner.run(
          "nmt-train", TrainingBench.arguments(model, kind), timeout: 600, interrupt: sent.map { ($0, instant) })
        if result.status == 0 { break }
        ended += 1
        let number = try #require(sent, "nobody ended it: \(result.status) \(result.errorText)")
        try #require(result.status == 128 + number, "signal \(number): \(result.status) \(result.errorText)")
        try check(result, number, model, Date().timeIntervalSince(start) - instant)
        _ = try TrainingBench.wholeCheckpoints(model)
      }
      finished += 1
      #expect(try TrainingBench.weights(model) == whole.weights, "\(kind), after \(ended) times")
    }
    return (ended, finished)
  }

  @Test(arguments: TrainingBench.kinds) func killedItGoesOnWithTheSameBits(_ kind: TrainingBench.Kind) throws {
    let counts = try disturb(
      kind, times: SlowSet.count(3, slow: 50), seed: 1, signal: { _ in SIGKILL },
      check: { _, _, _, _ in })
    SlowSet.report("SIGKILL, \(kind): \(counts.ended) kills, \(counts.finished) trainings of equal weights")
  }

  @Test(arguments: TrainingBench.kinds) func stoppedItSavesAndGoesOnWithTheSameBits(_ kind: TrainingBench.Kind) throws {
    var slowest = 0.0
    let counts = try disturb(
      kind, times: SlowSet.count(2, slow: 12), seed: 2, signal: { $0 % 2 == 0 ? SIGTERM : SIGINT },
      check: { result, signal, model, seconds in
        #expect(seconds < 10, "signal \(signal)")
        slowest = max(slowest, seconds)
        // One that comes before the tool has begun to listen ends it at once: there is nothing to save yet.
        guard result.errorText.contains("data: ") else { return }
        #expect(result.errorText.contains("saved; run the same command to resume"), "\(result.errorText)")
        let newest = try #require(TrainingBench.wholeCheckpoints(model).first)
        let update = try #require(
          result.errorText.firstMatch(of: /stopped at update ([\d,]+)/)?.1.replacing(",", with: ""))
        #expect(Int(newest.suffix(21).prefix(10)) == Int(update), "\(newest), \(update)")
      })
    SlowSet.report("SIGTERM and SIGINT, \(kind): \(counts.ended) stops, at most \(slowest) s")
  }

  /// A run that is in the middle of long updates: the first signal would wait for one of them.
  @Test(arguments: [SIGTERM, SIGINT]) func aSecondSignalLeavesAtOnce(_ signal: Int32) throws {
    let directory = TemporaryDirectory()
    let model = directory.file("model")
    let kind = TrainingBench.kinds[0]
    let large = ["--preset", "base", "--embedding", "512", "--encoder-width", "512", "--decoder-width", "512"]
    let slow = try TrainingBench.arguments(model, kind, ["--batch-sentences", "400"] + large)
    let start = Date()
    let result = try ToolRunner.run(
      "nmt-train", slow, timeout: 300, interrupt: (signal, 1.5), second: (signal, 0.05))
    #expect(result.status == 128 + signal, "\(result.errorText)")
    #expect(Date().timeIntervalSince(start) < 4)
    // It would also be over soon had the first one alone ended it.
    #expect(!result.errorText.contains("saved; the same command"), "\(result.errorText)")
    _ = try TrainingBench.wholeCheckpoints(model)
  }
}
