import Foundation
import NMTMetrics
import Testing

/// Compares with what sacreBLEU 2.6.0 and NumPy 2 say: `Scripts/goldens/significance.py` made them.
@Suite struct SignificanceGoldenTests {
  private static let metrics: [String: any Metric] = [
    "bleu": BLEU(),
    "bleu none": BLEU(options: BLEUOptions(smoothing: .none)),
    "bleu floor": BLEU(options: BLEUOptions(smoothing: .floor(0.3))),
    "bleu add-k": BLEU(options: BLEUOptions(smoothing: .addK(0.5))),
    "bleu effective": BLEU(options: BLEUOptions(effectiveOrder: true)),
    "chrf": ChrF(),
    "chrf++": ChrF(options: ChrFOptions(wordOrder: 2)),
    "chrf epsilon": ChrF(options: ChrFOptions(epsilonSmoothing: true)),
    "ter": TER(),
  ]

  /// A result as the golden has it: score, p-value, mean, half of the interval.
  private typealias Row = [Double?]

  private func rows(
    _ metric: some Metric, _ test: String, _ samples: Int, _ seed: UInt64, _ systems: [[String]],
    _ references: [[String]]
  ) -> [Row] {
    let corpora = systems.map { metric.corpusStatistics(hypotheses: $0, references: references) }
    let scores = corpora.map { metric.score($0.sum).value }
    if test == "ci" {
      let interval = ConfidenceInterval(metric, rows: corpora[0].rows, samples: samples, seed: .fixed(seed))
      return [[scores[0], nil, interval.mean, interval.halfWidth]]
    }
    let paired = PairedTest(test == "bs" ? .bootstrap : .randomization, samples: samples, seed: .fixed(seed))
    let results = paired.results(metric, rows: corpora.map(\.rows), scores: scores, threads: 2)
    return zip(scores, results).map { [$0, $1.pValue, $1.interval?.mean, $1.interval?.halfWidth] }
  }

  @Test func equalsSacreBLEU() throws {
    var corpora = 0
    var compared = 0
    var expectedCorpora = 0
    var differences = [String]()
    try GoldenLines.forEach(GoldenLines.path("significance.jsonl.gz", variable: "TOLMACS_SIGNIFICANCE_GOLDEN")) {
      if let header = $0 as? [String: Any] {
        if let count = header["corpora"] as? Int { expectedCorpora = count }
        return
      }
      let entry = try cast($0, [Any].self)
      let systems = try cast(entry[0], [[String]].self)
      let references = try cast(entry[1], [[String]].self)
      corpora += 1
      for value in try cast(entry[2], [[Any]].self) {
        let (name, test) = (try cast(value[0], String.self), try cast(value[1], String.self))
        let metric = try #require(Self.metrics[name])
        let samples = try cast(value[2], Int.self)
        let seed = UInt64(try cast(value[3], Int.self))
        let own = rows(metric, test, samples, seed, systems, references)
        let expected = try cast(value[4], [[Any]].self).map { $0.map { ($0 as? NSNumber)?.doubleValue } }
        #expect(own.count == expected.count)
        for (system, pair) in zip(own, expected).enumerated() where !isSame(pair.0, pair.1) {
          differences.append("\(name) \(test) \(samples) \(seed) \(system): \(pair.0), not \(pair.1)")
        }
        compared += own.count
      }
    }
    #expect(corpora == expectedCorpora && corpora >= 20)
    #expect(compared >= 500)
    #expect(differences.count == 0, "\(differences.count) of \(compared): \(differences.prefix(8))")
  }

  /// p-values to 1e-12 (Foundation reads some numbers one unit in the last place off), scores and intervals to 1e-9.
  private func isSame(_ own: Row, _ expected: Row) -> Bool {
    zip(own, expected).enumerated().allSatisfy { column, pair in
      (pair.0 == nil) == (pair.1 == nil) && abs((pair.0 ?? 0) - (pair.1 ?? 0)) <= (column == 1 ? 1e-12 : 1e-9)
    }
  }

  @Test func drawsEqualNumPy() throws {
    var count = 0
    try GoldenLines.forEach(GoldenLines.path("significance.jsonl.gz", variable: "TOLMACS_SIGNIFICANCE_GOLDEN")) {
      guard let header = $0 as? [String: Any], let draws = header["draws"] as? [[Any]] else { return }
      for draw in draws {
        let seed = try cast(draw[0], NSNumber.self).uint64Value
        let bound = try cast(draw[1], NSNumber.self).uint32Value
        let expected = try cast(draw[2], [Int].self)
        var generator = NumPyGenerator(seed: seed)
        #expect(expected.map { _ in generator.index(below: bound) } == expected)
        var coins = NumPyGenerator(seed: seed)
        let flips = try cast(draw[3], [Bool].self)
        #expect(flips.map { _ in coins.bit() } == flips)
        count += 1
      }
    }
    #expect(count >= 30)
  }
}
