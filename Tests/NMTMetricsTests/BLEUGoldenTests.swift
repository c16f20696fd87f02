import Foundation
import NMTMetrics
import Testing

/// Compares with what sacreBLEU 2.6.0 says about the same pairs: `Scripts/goldens/bleu.py` made them.
@Suite struct BLEUGoldenTests {
  private struct Scoring {
    let smoothing: BLEUSmoothing
    let effectiveOrder: Bool
    let order: Int
  }

  /// A line of the golden.
  private struct Pair {
    let hypothesis: String
    let references: [String]
    /// For each cut.
    let expected: [BLEUStatistics]
    /// Indices of cut and scoring, score.
    let scores: [[Double]]

    init(_ value: Any) throws {
      let entry = try cast(value, [Any].self)
      hypothesis = try cast(entry[0], String.self)
      references = try cast(entry[1], [String].self)
      expected = try cast(entry[2], [[Int]].self).map { numbers in
        BLEUStatistics(
          hypothesisLength: numbers[0], referenceLength: numbers[1], matches: Array(numbers[2..<8]),
          totals: Array(numbers[8...]))
      }
      scores = try cast(entry[3], [[Double]].self)
    }

    func statistics(_ counter: BLEUCounter) -> BLEUStatistics {
      counter.statistics(hypothesis: Array(hypothesis.utf8), references: references.map { Array($0.utf8) })
    }
  }

  /// The statistics of order 6 without the orders above `order`.
  private func shortened(_ statistics: BLEUStatistics, to order: Int) -> BLEUStatistics {
    BLEUStatistics(
      hypothesisLength: statistics.hypothesisLength, referenceLength: statistics.referenceLength,
      matches: Array(statistics.matches[..<order]), totals: Array(statistics.totals[..<order]))
  }

  private func score(_ statistics: BLEUStatistics, _ scoring: Scoring) -> Double {
    let options = BLEUOptions(
      smoothing: scoring.smoothing, maximumOrder: scoring.order, effectiveOrder: scoring.effectiveOrder)
    return BLEU(options: options).score(shortened(statistics, to: scoring.order)).value
  }

  private func scorings(_ header: [String: Any]) throws -> [Scoring] {
    try cast(header["scorings"], [[Any]].self).map { entry in
      let smoothing = BLEUSmoothing(
        name: try cast(entry[0], String.self), value: (entry[1] as? NSNumber)?.doubleValue)
      return Scoring(
        smoothing: try #require(smoothing), effectiveOrder: try cast(entry[2], Bool.self),
        order: try cast(entry[3], Int.self))
    }
  }

  private func metrics(_ header: [String: Any]) throws -> [BLEU] {
    try cast(header["cuts"], [[Any]].self).map { entry in
      let tokenizer = try #require(BLEUTokenizer(rawValue: try cast(entry[0], String.self)))
      return BLEU(
        options: BLEUOptions(tokenizer: tokenizer, lowercase: try cast(entry[1], Bool.self), maximumOrder: 6))
    }
  }

  @Test func equalsSacreBLEU() throws {
    var header = [String: Any]()
    var scorings = [Scoring]()
    var metrics = [BLEU]()
    var counters = [BLEUCounter]()
    var sums = [BLEUStatistics]()
    var pairs = 0
    var differences = [String]()
    var worst = 0.0
    try GoldenLines.forEach(GoldenLines.path("bleu.jsonl.gz", variable: "TOLMACS_BLEU_GOLDEN")) { value in
      if let value = value as? [String: Any] {
        header = value
        (scorings, metrics) = (try self.scorings(header), try self.metrics(header))
        (counters, sums) = (metrics.map { $0.makeCounter() }, metrics.map { $0.zero })
      } else if let corpus = value as? [[Double]] {
        #expect(corpus.count == sums.count && corpus.allSatisfy { $0.count == scorings.count })
        for (sum, expected) in zip(sums, corpus) {
          for (scoring, score) in zip(scorings, expected) { worst = max(worst, abs(self.score(sum, scoring) - score)) }
        }
      } else {
        let pair = try Pair(value)
        pairs += 1
        for (index, counter) in counters.enumerated() {
          let own = pair.statistics(counter)
          sums[index] += own
          if own != pair.expected[index] { differences.append("\(metrics[index].options) gives \(own) for \(pair)") }
        }
        for pick in pair.scores {
          let own = score(pair.expected[Int(pick[0])], scorings[Int(pick[1])])
          worst = max(worst, abs(own - pick[2]))
        }
      }
    }
    #expect(pairs == header["pairs"] as? Int)
    #expect(pairs >= 2_000)
    #expect(differences.count == 0, "\(differences.prefix(3))")
    #expect(worst <= 1e-9)
  }

  /// N-grams up to n words are the same whatever longer ones are counted beside them.
  @Test func statisticsOfLowerOrdersAgree() {
    let hypothesis = "a b c a b d a b c a b c"
    let references = ["a b c a b c d", "b c a b d"]
    let long = BLEU(options: BLEUOptions(maximumOrder: 6)).statistics(hypothesis: hypothesis, references: references)
    for order in 1...5 {
      let metric = BLEU(options: BLEUOptions(maximumOrder: order))
      #expect(metric.statistics(hypothesis: hypothesis, references: references) == shortened(long, to: order))
    }
  }
}
