import NMTSystem

/// Statistics kept in addition to the sum.
struct TallyOptions: Sendable {
  var systems = 1
  var threads = 1
  /// Whether to keep every segment's numbers, for resampling.
  var keepsRows = false
  /// Number of groups of segments with separate sums.
  var groups = 0
}

/// One metric's work on all segments of all systems; hides the metric's types from the loop over the input.
protocol Tally: AnyObject {
  /// Adds segments.
  ///
  /// - Parameters:
  /// - groups: the group of each segment; empty if there are none.
  /// - wantsScores: whether to return each segment's own score.
  /// - Returns: one score per system for each segment, or nothing.
  func add(_ segments: [Segment], groups: [Int], wantsScores: Bool) -> [[Double]]

  /// Individual scores of one system's segments.
  func reports(of segments: [Segment]) -> [ScoreReport]

  func result(_ references: ReferenceCount, _ resampling: Resampling, systems: Int) -> MetricResult

  /// Scores by group and system.
  func groupScores() -> [[Double]]

  /// The scores with all components if the metric is BLEU.
  var bleuScores: [BLEUScore]? { get }

  var higherIsBetter: Bool { get }
}

final class MetricTally<M: Metric>: Tally {
  private let metric: M
  private let forSentences: M
  private let options: TallyOptions
  private let counters: [Counter<M>]
  private var sums: [M.Statistics]
  private var groupSums: [[M.Statistics]]
  private var rows: [StatisticsRows]

  init(_ metric: M, _ options: TallyOptions) {
    self.metric = metric
    forSentences = metric.forSentences
    self.options = options
    counters = (0..<options.threads).map { _ in Counter(metric) }
    sums = Array(repeating: metric.zero, count: options.systems)
    groupSums = Array(repeating: sums, count: options.groups)
    rows = Array(repeating: StatisticsRows(width: metric.zero.numbers.count), count: options.systems)
  }

  func add(_ segments: [Segment], groups: [Int], wantsScores: Bool) -> [[Double]] {
    var scores = [[Double]]()
    var index = 0
    for part in count(segments) {
      for statistics in part {
        for system in 0..<options.systems {
          sums[system] += statistics[system]
          if !groups.isEmpty { groupSums[groups[index]][system] += statistics[system] }
          if options.keepsRows { rows[system].append(statistics[system].numbers) }
        }
        if wantsScores { scores.append(statistics.map { forSentences.value(of: $0.numbers) }) }
        index += 1
      }
    }
    return scores
  }

  func reports(of segments: [Segment]) -> [ScoreReport] {
    zip(count(segments).joined(), segments).map { statistics, segment in
      ScoreReport(
        forSentences.score(statistics[0]),
        signature: forSentences.signature(references: .same(segment.references.count)))
    }
  }

  /// Statistics of segments × systems, in one part per thread.
  private func count(_ segments: [Segment]) -> [[[M.Statistics]]] {
    let threads = min(options.threads, max(1, segments.count / 8))
    let counters = counters
    return mapParallel(count: threads, threads: threads) { worker in
      let range = (segments.count * worker / threads)..<(segments.count * (worker + 1) / threads)
      return counters[worker].count(segments[range])
    }
  }

  func result(_ references: ReferenceCount, _ resampling: Resampling, systems: Int) -> MetricResult {
    var signature = metric.signature(references: references)
    let scores = sums.map { metric.score($0) }
    var comparisons = [SystemComparison](repeating: SystemComparison(), count: systems)
    switch resampling {
    case .none: break
    case .confidence(let samples, _) where samples < 2: break
    case .confidence(let samples, let seed):
      signature = signature.resampled("bs", samples, seed)
      comparisons[0].interval = ConfidenceInterval(metric, rows: rows[0], samples: samples, seed: seed)
    case .paired(let test):
      signature = signature.resampled(test.method.key, test.samples, test.seed)
      comparisons = test.results(metric, rows: rows, scores: scores.map(\.value), threads: options.threads)
    }
    return MetricResult(
      reports: zip(scores, comparisons).map { ScoreReport($0, signature: signature, comparison: $1) },
      direction: metric.direction)
  }

  func groupScores() -> [[Double]] { groupSums.map { sums in sums.map { metric.value(of: $0.numbers) } } }

  var bleuScores: [BLEUScore]? { sums.map { metric.score($0) } as? [BLEUScore] }

  var higherIsBetter: Bool { metric.higherIsBetter }
}

/// One thread's counter.
private final class Counter<M: Metric>: @unchecked Sendable {
  // `mapParallel` gives worker n the counter n, so each counter is used by one thread at a time.
  private let counter: M.Counter

  init(_ metric: M) { counter = metric.makeCounter() }

  func count(_ segments: ArraySlice<Segment>) -> [[M.Statistics]] {
    segments.map { counter.statistics(hypotheses: $0.hypotheses, references: $0.references) }
  }
}
