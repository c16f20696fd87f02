import NMTTraining
import Testing

@Suite struct ScheduleTests {
  private func schedule(_ kind: ScheduleKind, warmup: Int = 0, ends: Bool = false) -> Schedule {
    var options = ScheduleOptions()
    options.kind = kind
    options.learningRate = 0.004
    options.minimumLearningRate = 0.0004
    options.warmup = warmup
    return Schedule(options, ends: ends)
  }

  @Test func warmupClimbsFromZeroInAStraightLine() {
    let schedule = schedule(.constant, warmup: 8)
    #expect(schedule.rate(update: 1, fraction: 0, reductions: 0) == 0.0005)
    #expect(schedule.rate(update: 4, fraction: 0, reductions: 0) == 0.002)
    #expect(schedule.rate(update: 8, fraction: 0, reductions: 0) == 0.004)
    #expect(schedule.rate(update: 800, fraction: 0.9, reductions: 3) == 0.004)
  }

  @Test func inverseSquareRootHalvesWhenUpdatesQuadruple() {
    let schedule = schedule(.inverseSquareRoot, warmup: 100)
    #expect(schedule.rate(update: 100, fraction: 0, reductions: 0) == 0.004)
    #expect(schedule.rate(update: 400, fraction: 0, reductions: 0) == 0.002)
    #expect(schedule.rate(update: 1_000_000, fraction: 0, reductions: 0) == 0.0004)
  }

  @Test func linearAndCosineGoFromBaseToMinimum() {
    // Half way: (0.004 + 0.0004) / 2 for both; a quarter of the cosine: 0.0004 + 0.0036 · (1 + cos 45°) / 2.
    for kind in [ScheduleKind.linear, .cosine] {
      let schedule = schedule(kind)
      #expect(abs(schedule.rate(update: 1, fraction: 0, reductions: 0) - 0.004) < 1e-12)
      #expect(abs(schedule.rate(update: 1, fraction: 0.5, reductions: 0) - 0.0022) < 1e-12)
      #expect(abs(schedule.rate(update: 1, fraction: 1, reductions: 0) - 0.0004) < 1e-12)
      #expect(abs(schedule.rate(update: 1, fraction: 1.5, reductions: 0) - 0.0004) < 1e-12)
    }
    #expect(abs(self.schedule(.cosine).rate(update: 1, fraction: 0.25, reductions: 0) - 0.003472792206) < 1e-9)
    #expect(abs(self.schedule(.linear).rate(update: 1, fraction: 0.25, reductions: 0) - 0.0031) < 1e-12)
  }

  @Test func plateauHalvesDownToTheMinimum() {
    let schedule = schedule(.plateau)
    #expect(schedule.rate(update: 9, fraction: 0.5, reductions: 0) == 0.004)
    #expect(schedule.rate(update: 9, fraction: 0.5, reductions: 2) == 0.001)
    #expect(schedule.rate(update: 9, fraction: 0.5, reductions: 9) == 0.0004)
  }

  @Test func automaticFitsTheEndOfTheRun() {
    #expect(schedule(.automatic).kind == .plateau)
    #expect(schedule(.automatic, ends: true).kind == .cosine)
    #expect(schedule(.linear, ends: true).kind == .linear)
  }

  @Test func patienceCountsOnlyFiniteImprovements() {
    var patience = Patience()
    let improved = [3, .nan, 3, 2.5, -.infinity].map { patience.observe($0, patience: 2) }
    // Equal is no improvement, and the second in a row: out. Then a better one, then one that does not count.
    #expect(improved == [true, false, false, true, false])
    #expect(patience.timesOut == 1 && patience.waited == 1)
    #expect(patience.best == 2.5)
  }
}
