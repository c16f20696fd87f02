import NMTMetrics
import Testing

/// Compares with what sacreBLEU 2.6.0 says about the same pairs: `Scripts/goldens/ter.py` made them.
@Suite struct TERGoldenTests {
  @Test func equalsSacreBLEU() throws {
    try MetricGolden(
      path: GoldenLines.path("ter.jsonl.gz", variable: "TOLMACS_TER_GOLDEN"), everyPairCounts: false,
      metric: { value in
        let entry = try cast(value, [Bool].self)
        return TER(
          options: TEROptions(
            normalized: entry[0], noPunctuation: entry[1], asianSupport: entry[2], caseSensitive: entry[3]))
      },
      expected: { rest in (try cast(Array(rest), [Double].self), nil) }
    ).compare()
  }
}
