import NMTMetrics
import Testing

/// A golden file that holds, behind a header with sets of options, pairs with sacreBLEU's numbers under some of the sets,
/// and at last each set's score of the corpus.
struct MetricGolden<Measured: Metric> {
  let path: String
  /// Whether each pair is part of every set's corpus, or only of those that have numbers for it.
  let everyPairCounts: Bool
  /// The metric with one of the header's sets of options.
  let metric: (Any) throws -> Measured
  /// What an entry says of a pair behind the set's index: the numbers, and the score where it has one.
  let expected: (ArraySlice<Any>) throws -> (numbers: [Double], score: Double?)

  /// Fails the test where ours are other numbers, or a score is more than 1e-9 away.
  func compare() throws {
    var header = [String: Any]()
    var metrics = [Measured]()
    var counters = [Measured.Counter]()
    var sums = [Measured.Statistics]()
    var pairs = 0
    var differences = [String]()
    var worst = 0.0
    try GoldenLines.forEach(path) { value in
      if let value = value as? [String: Any] {
        header = value
        metrics = try cast(header["options"], [Any].self).map(metric)
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
        let results = try cast(entry[2], [[Any]].self).map { (index: try cast($0[0], Int.self), rest: $0.dropFirst()) }
        var own = [Int: Measured.Statistics]()
        for index in everyPairCounts ? Array(metrics.indices) : results.map(\.index) {
          let statistics = counters[index].statistics(hypothesis: hypothesis, references: references)
          own[index] = statistics
          sums[index] += statistics
        }
        for (index, rest) in results {
          let (numbers, score) = try expected(rest)
          let statistics = try #require(own[index])
          if !areEqual(statistics.numbers, numbers) {
            differences.append("set \(index) gives \(statistics), not \(numbers), for \(entry[0]) \(entry[1])")
          }
          if let score { worst = max(worst, abs(metrics[index].score(statistics).value - score)) }
        }
      }
    }
    #expect(pairs == header["pairs"] as? Int)
    #expect(pairs >= 2_000)
    #expect(differences.count == 0, "\(differences.prefix(3))")
    #expect(worst <= 1e-9)
  }

  /// Lengths may be means of several references.
  private func areEqual(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-12 }
  }
}
