/// A metric's work in three steps that can be taken apart: a segment becomes numbers, numbers add up, a sum becomes a
/// score.
///
/// Whoever resamples (significance), watches training or runs threads keeps the numbers of each segment and never cuts
/// a text into words twice. A new metric is registered in `NamedMetric.all`; <doc:AddingAMetric> names every step.
public protocol Metric: Sendable {
  /// Counts of one or more segments.
  associatedtype Statistics: MetricStatistics
  /// Score with its name and details.
  associatedtype Score: MetricScore
  /// Working memory that computes statistics of segments.
  associatedtype Counter: SegmentCounter where Counter.Statistics == Statistics

  /// The statistics of no segment at all.
  var zero: Statistics { get }

  /// A counter with its own working memory; one for each thread.
  func makeCounter() -> Counter

  /// The score of statistics summed over any number of segments.
  func score(_ statistics: Statistics) -> Score

  /// The value of a score from `MetricStatistics.numbers`, summed or resampled, in the arithmetic of `Number`.
  func value<Number: ScoreNumber>(of numbers: [Number]) -> Number

  /// The metric as it is used on single segments.
  var forSentences: Self { get }

  /// Which of two scores is the better one.
  var direction: ScoreDirection { get }

  /// Whether all of the statistics' numbers are counts; sacreBLEU sums those as integers.
  var countsAreIntegers: Bool { get }

  /// Everything that decides the score's digits, as sacreBLEU writes it.
  func signature(references: ReferenceCount) -> Signature
}

/// Which of two scores is the better one.
public enum ScoreDirection: Sendable, Equatable {
  /// The higher score, as for BLEU and chrF.
  case higherIsBetter
  /// - Parameter counting: what the score counts, in the plural, for pages: `"edits"`.
  case lowerIsBetter(counting: String)
}

/// Numbers of one or more segments.
public protocol MetricStatistics: Sendable, Equatable {
  /// The numbers in sacreBLEU's order; as many for every segment.
  var numbers: [Double] { get }
  /// Adds the numbers of further segments.
  static func += (sum: inout Self, other: Self)
}

/// Makes the statistics of segments, one after the other, in memory that it keeps.
public protocol SegmentCounter: AnyObject {
  /// Counts that the counter makes.
  associatedtype Statistics: MetricStatistics

  /// The statistics of one segment. All texts are valid UTF-8; `references` holds at least one.
  func statistics(hypothesis: [UInt8], references: [[UInt8]]) -> Statistics

  /// The statistics of what several systems made of one segment, each as if it were alone.
  func statistics(hypotheses: [[UInt8]], references: [[UInt8]]) -> [Statistics]
}

extension SegmentCounter {
  public func statistics(hypotheses: [[UInt8]], references: [[UInt8]]) -> [Statistics] {
    hypotheses.map { statistics(hypothesis: $0, references: references) }
  }
}

/// A score with its name and what sacreBLEU prints after the number.
public protocol MetricScore: Sendable {
  /// `"BLEU"`, `"chrF2++"`.
  var name: String { get }
  /// Usually between 0 and 100.
  var value: Double { get }
  /// What stands behind the number, such as the precisions; empty where there is nothing to say.
  var details: String { get }
}

extension Metric {
  public var forSentences: Self { self }
  public var countsAreIntegers: Bool { true }
  public var direction: ScoreDirection { .higherIsBetter }

  /// Whether the better translation has the higher score.
  public var higherIsBetter: Bool { direction == .higherIsBetter }

  /// The statistics of one segment. For many segments make a counter once.
  ///
  /// - Precondition: at least one reference.
  public func statistics(hypothesis: String, references: [String]) -> Statistics {
    makeCounter().statistics(hypothesis: Array(hypothesis.utf8), references: references.map { Array($0.utf8) })
  }

  /// The score of one segment.
  public func sentenceScore(hypothesis: String, references: [String]) -> Score {
    score(statistics(hypothesis: hypothesis, references: references))
  }

  /// The score of a corpus; parameters as of `corpusStatistics(hypotheses:references:)`.
  public func corpusScore(hypotheses: [String], references: [[String?]]) -> Score {
    score(corpusStatistics(hypotheses: hypotheses, references: references).sum)
  }

  /// The statistics of a corpus: their sum for the score, and each segment's for resampling it without reading the texts
  /// again.
  ///
  /// - Parameters:
  ///   - hypotheses: one translation a segment.
  ///   - references: streams of references, each as long as `hypotheses`; `nil` where a stream has no reference for a
  ///     segment. An empty string is a reference of no words, as in sacreBLEU 2.
  /// - Precondition: streams as long as `hypotheses`, and at least one reference a segment.
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
