import Foundation
import NMTMetrics
import Testing

/// Compares with what sacreBLEU 2.6.0 says about the same pairs: `Scripts/goldens/chrf.py` made them.
@Suite struct ChrFGoldenTests {
  private func metrics(_ header: [String: Any]) throws -> [ChrF] {
    try cast(header["options"], [[Any]].self).map { entry in
      ChrF(
        options: ChrFOptions(
          characterOrder: try cast(entry[0], Int.self), wordOrder: try cast(entry[1], Int.self),
          beta: try cast(entry[2], Int.self), lowercase: try cast(entry[3], Bool.self),
          whiteSpace: try cast(entry[4], Bool.self), epsilonSmoothing: try cast(entry[5], Bool.self)))
    }
  }

  /// sacreBLEU's list: hypothesis, reference and matches of each order in turn.
  private func list(_ statistics: ChrFStatistics) -> [Int] {
    statistics.matches.indices.flatMap {
      [statistics.hypothesis[$0], statistics.reference[$0], statistics.matches[$0]]
    }
  }

  @Test func equalsSacreBLEU() throws {
    var header = [String: Any]()
    var metrics = [ChrF]()
    var counters = [ChrFCounter]()
    var sums = [ChrFStatistics]()
    var pairs = 0
    var differences = [String]()
    var worst = 0.0
    try GoldenLines.forEach(GoldenLines.path("chrf.jsonl.gz", variable: "TOLMACS_CHRF_GOLDEN")) { value in
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
        let own = counters.map { $0.statistics(hypothesis: hypothesis, references: references) }
        for index in sums.indices { sums[index] += own[index] }
        for result in try cast(entry[2], [[Any]].self) {
          let index = try cast(result[0], Int.self)
          if list(own[index]) != (try cast(result[1], [Int].self)) {
            differences.append("\(metrics[index].options) gives \(own[index]) for \(entry)")
          }
          worst = max(worst, abs(metrics[index].score(own[index]).value - (try cast(result[2], Double.self))))
        }
      }
    }
    #expect(pairs == header["pairs"] as? Int)
    #expect(pairs >= 2_000)
    #expect(differences.count == 0, "\(differences.prefix(3))")
    #expect(worst <= 1e-9)
  }
}
