import Foundation
import NMTMetrics
import Testing

/// Compares with what sacreBLEU 2.6.0 says about the same pairs: `Scripts/goldens/ter.py` made them.
@Suite struct TERGoldenTests {
  private func metrics(_ header: [String: Any]) throws -> [TER] {
    try cast(header["options"], [[Bool]].self).map { entry in
      TER(
        options: TEROptions(
          normalized: entry[0], noPunctuation: entry[1], asianSupport: entry[2], caseSensitive: entry[3]))
    }
  }

  @Test func equalsSacreBLEU() throws {
    var header = [String: Any]()
    var metrics = [TER]()
    var counters = [TERCounter]()
    var sums = [TERStatistics]()
    var pairs = 0
    var differences = [String]()
    var worst = 0.0
    try GoldenLines.forEach(GoldenLines.path("ter.jsonl.gz", variable: "TOLMACS_TER_GOLDEN")) { value in
      if let value = value as? [String: Any] {
        header = value
        metrics = try self.metrics(header)
        (counters, sums) = (metrics.map { $0.makeCounter() }, metrics.map { $0.zero })
      } else if let corpus = value as? [Double] {
        #expect(corpus.count == metrics.count)
        for (index, score) in corpus.enumerated() {
          worst = max(worst, abs(metrics[index].score(sums[index]).value - score))
        }
      } else {
        let entry = try cast(value, [Any].self)
        pairs += 1
        let hypothesis = Array(try cast(entry[0], String.self).utf8)
        let references = try cast(entry[1], [String].self).map { Array($0.utf8) }
        for expected in try cast(entry[2], [[Double]].self) {
          let index = Int(expected[0])
          let own = counters[index].statistics(hypothesis: hypothesis, references: references)
          sums[index] += own
          if Double(own.edits) != expected[1] || abs(own.referenceLength - expected[2]) > 1e-12 {
            differences.append("\(metrics[index].options) gives \(own), not \(expected), for \(entry[0]) \(entry[1])")
          }
        }
      }
    }
    #expect(pairs == header["pairs"] as? Int)
    #expect(pairs >= 2_000)
    #expect(differences.count == 0, "\(differences.prefix(3))")
    #expect(worst <= 1e-9)
  }
}
