/// A score of segments that arrive one by one; keeps no text.
package protocol RunningScore: AnyObject {
  /// Adds a segment. All texts are valid UTF-8; there is at least one reference.
  func add(hypothesis: [UInt8], references: [[UInt8]])

  /// The score of the segments so far.
  func report(references: ReferenceCount) -> ScoreReport
}

extension Metric {
  package func makeRunningScore() -> any RunningScore { RunningSum(self) }
}

private final class RunningSum<M: Metric>: RunningScore {
  private let metric: M
  private let counter: M.Counter
  private var sum: M.Statistics

  init(_ metric: M) {
    self.metric = metric
    counter = metric.makeCounter()
    sum = metric.zero
  }

  func add(hypothesis: [UInt8], references: [[UInt8]]) {
    sum += counter.statistics(hypothesis: hypothesis, references: references)
  }

  func report(references: ReferenceCount) -> ScoreReport {
    ScoreReport(metric.score(sum), signature: metric.signature(references: references))
  }
}
