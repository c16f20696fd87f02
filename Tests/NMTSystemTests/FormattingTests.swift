import NMTSystem
import Testing

@Suite("Formatting and generator")
struct FormattingTests {
  @Test(
    "counts have a comma after every three digits",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-100_000, "-100,000")])
  func counts(count: Int, text: String) { #expect(formatCount(count) == text) }

  @Test("the least Int has no magnitude that fits into Int") func leastCount() {
    #expect(formatCount(.min) == "-9,223,372,036,854,775,808")
  }

  @Test(
    "durations",
    arguments: [
      (0, "0.0 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"), (3599.4, "59 min 59 s"), (3600, "1 h 00 min"),
      (90_061, "25 h 01 min"), (-1, "unknown"), (.infinity, "unknown"), (.nan, "unknown"),
    ] as [(Double, String)])
  func durations(seconds: Double, text: String) { #expect(formatDuration(seconds) == text) }

  /// First values for seed 1234567 as published with the reference implementation (Vigna, splitmix64.c).
  @Test("SplitMix64 gives the published numbers") func splitMix() {
    var generator = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    for (position, value) in expected.enumerated() {
      #expect(generator.next() == value)
      #expect(SplitMix64.value(seed: 1_234_567, at: UInt64(position)) == value)
    }
  }

  @Test("the machine has cores, memory and a name") func machine() {
    #expect(Machine.coreCount >= 1)
    #expect(Machine.memoryBytes > Machine.residentBytes())
    #expect(Machine.residentBytes() > 1 << 20)
    #expect(Machine.peakResidentBytes() > 1 << 20)
    #expect(!Machine.hostName.isEmpty)
  }
}
