import NMTMetrics
import Testing

/// Compares with what sacreBLEU 2.6.0 says about the same pairs: `Scripts/goldens/chrf.py` made them.
@Suite struct ChrFGoldenTests {
  @Test func equalsSacreBLEU() throws {
    try MetricGolden(
      path: GoldenLines.path("chrf.jsonl.gz", variable: "TOLMACS_CHRF_GOLDEN"), everyPairCounts: true,
      metric: { value in
        let entry = try cast(value, [Any].self)
        return ChrF(
          options: ChrFOptions(
            characterOrder: try cast(entry[0], Int.self), wordOrder: try cast(entry[1], Int.self),
            beta: try cast(entry[2], Int.self), lowercase: try cast(entry[3], Bool.self),
            whiteSpace: try cast(entry[4], Bool.self), epsilonSmoothing: try cast(entry[5], Bool.self)))
      },
      expected: { rest in
        (try cast(rest.first, [Double].self), try cast(rest.last, Double.self))
      }
    ).compare()
  }
}
