/// A metric's computation in three separate steps: segments become numbers, numbers add up, a sum becomes a score.
///
/// Resampling, validation in training, and multithreading keep the numbers of each segment and never tokenize a text
/// twice. A new metric is registered in `NamedMetric.all`; <doc:AddingAMetric> describes every step.
public protocol Metric: Sendable {
  /// Counts of one or more segments.
  associatedtype Statistics: MetricStatistics
  /// Score with its name and details.
  associatedtype Score: MetricScore
  /// Working memory that computes statistics of segments.
  associatedtype Counter: SegmentCounter where Counter.Statistics == Statistics

  /// Statistics of no segments.
  var zero: Statistics { get }

  /// Creates a counter with its own working memory, one per thread.
  func makeCounter() -> Counter

  /// The score for statistics summed over any number of segments.
  func score(_ statistics: Statistics) -> Score

  /// The score's value from `MetricStatistics.numbers`, summed or resampled, in the arithmetic of `Number`.
  func value<Number: ScoreNumber>(of numbers: [Number]) -> Number

  /// The variant of the metric for single segments.
  var forSentences: Self { get }

  /// Direction in which the score improves.
  var direction: ScoreDirection { get }

  /// Whether all numbers in the statistics are counts, which sacreBLEU sums as integers.
  var countsAreIntegers: Bool { get }

  /// All settings that affect the score's digits, in sacreBLEU's format.
  func signature(references: ReferenceCount) -> Signature
}

/// Direction in which a score improves.
public enum ScoreDirection: Sendable, Equatable {
  /// Higher scores are better, as for BLEU and chrF.
  case higherIsBetter
  /// - Parameter counting: what the score counts, in the plural, for pages: `"edits"`.
  case lowerIsBetter(counting: String)
}

/// Numbers of one or more segments.
public protocol MetricStatistics: Sendable, Equatable {
  /// The numbers in sacreBLEU's order; the same number of them for every segment.
  var numbers: [Double] { get }
  /// Adds the numbers of further segments.
  static func += (sum: inout Self, other: Self)
}

/// Computes the statistics of segments, one at a time, reusing its memory.
public protocol SegmentCounter: AnyObject {
  /// Statistics that the counter computes.
  associatedtype Statistics: MetricStatistics

  /// Statistics of one segment. All texts are valid UTF-8; `references` has at least one element.
  func statistics(hypothesis: [UInt8], references: [[UInt8]]) -> Statistics

  /// Statistics of several systems' hypotheses for one segment, each independent of the others.
  func statistics(hypotheses: [[UInt8]], references: [[UInt8]]) -> [Statistics]
}

extension SegmentCounter {
  public func statistics(hypotheses: [[UInt8]], references: [[UInt8]]) -> [Statistics] {
    hypotheses.map { statistics(hypothesis: $0, references: references) }
  }
}

/// A score with its name and the details that sacreBLEU prints after the number.
public protocol MetricScore: Sendable {
  /// Name such as `"BLEU"` or `"chrF2++"`.
  var name: String { get }
  /// Value, usually between 0 and 100.
  var value: Double { get }
  /// Text after the number, such as the precisions; may be empty.
  var details: String { get }
}

extension Metric {
  public var forSentences: Self { self }
  public var countsAreIntegers: Bool { true }
  public var direction: ScoreDirection { .higherIsBetter }

  /// Whether the better translation has the higher score.
  public var higherIsBetter: Bool { direction == .higherIsBetter }

  /// Statistics of one segment. For many segments, reuse one counter.
  ///
  /// - Precondition: at least one reference.
  public func statistics(hypothesis: String, references: [String]) -> Statistics {
    makeCounter().statistics(hypothesis: Array(hypothesis.utf8), references: references.map { Array($0.utf8) })
  }

  /// Score of one segment.
  public func sentenceScore(hypothesis: String, references: [String]) -> Score {
    score(statistics(hypothesis: hypothesis, references: references))
  }

  /// Score of a corpus; parameters as for `corpusStatistics(hypotheses:references:)`.
  public func corpusScore(hypotheses: [String], references: [[String?]]) -> Score {
    score(corpusStatistics(hypotheses: hypotheses, references: references).sum)
  }

  /// Statistics of a corpus: their sum for the score, and each segment's numbers for resampling without reading the
  /// texts again.
  ///
  /// - Parameters:
  /// - hypotheses: one translation per segment.
  /// - references: streams of references, each as long as `hypotheses`; `nil` if a stream has no reference for a
  ///   segment. An empty string is a reference without words, as in sacreBLEU 2.
  /// - Precondition: streams as long as `hypotheses`, and at least one reference per segment.
  public func corpusStatistics(hypotheses: [String], references: [[String?]]) -> CorpusStatistics<Statistics> {
    for stream in references {
      precondition(
        stream.count == hypotheses.count, "\(hypotheses.count) hypotheses with \(stream.count) references in a stream")
    }
    let counter = makeCounter()
    var result = CorpusStatistics(sum: zero, rows: StatisticsRows(width: zero.numbers.count))
    for (index, hypothesis) in hypotheses.enumerated() {
      let texts = references.compactMap { $0[index].map { Array($0.utf8) } }
      precondition(!texts.isEmpty, "segment \(index) has no reference")
      let statistics = counter.statistics(hypothesis: Array(hypothesis.utf8), references: texts)
      result.sum += statistics
      result.rows.append(statistics.numbers)
    }
    return result
  }
}

/// Statistics of a corpus, as a sum and per segment.
public struct CorpusStatistics<Statistics: MetricStatistics>: Sendable {
  /// Sum over all segments, from which the score is computed.
  public var sum: Statistics
  /// Numbers of each segment, for resampling.
  public var rows: StatisticsRows
}
