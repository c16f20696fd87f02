import NMTSystem
import NMTText

/// How scores are written.
public struct ScoreFormat: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case text
    case json
  }

  public var kind = Kind.text
  /// Decimals.
  public var width = 1
  /// The number alone, in either format, as in sacreBLEU.
  public var scoreOnly = false
  /// Abbreviate the signature's keys in text.
  public var shortSignature = false

  public init() {}

  /// Throws a `Failure` that names key, value and what is allowed.
  public func validate() throws {
    if !(0...15).contains(width) { throw Failure(.usage, "width is \(width)", at: "", expected: "0 to 15 decimals") }
  }
}

/// Scores a file of hypotheses in one pass, in memory that does not grow with the number of lines.
public struct ScoreRun {
  public var files: ScoreFiles
  public var metrics: [any Metric]
  public var format: ScoreFormat
  /// One score a segment instead of one for all.
  public var sentenceLevel: Bool
  /// Takes lines about oddities of the input, such as that it looks tokenised.
  public var warn: (String) -> Void

  public init(
    files: ScoreFiles, metrics: [any Metric], format: ScoreFormat = ScoreFormat(), sentenceLevel: Bool = false,
    warn: @escaping (String) -> Void
  ) {
    self.files = files
    self.metrics = metrics
    self.format = format
    self.sentenceLevel = sentenceLevel
    self.warn = warn
  }

  /// Reads the files and writes the scores.
  public func run(to output: LineWriter) throws {
    try format.validate()
    if sentenceLevel && metrics.count > 1 {
      throw Failure(.usage, "\(metrics.count) metrics", at: "sentence-level", expected: "one metric")
    }
    let reader = try SegmentReader(files)
    let sums = metrics.map { makeSum($0) }
    var tokenisedCount = 0
    while let segment = try reader.next() {
      if looksTokenised(segment.hypothesis) { tokenisedCount += 1 }
      if sentenceLevel {
        try output.write(line: line(sums[0].report(of: segment)))
      } else {
        for sum in sums { sum.add(segment) }
      }
    }
    if reader.count == 0 {
      throw Failure(.badData, "holds no line", at: reader.hypothesesName, expected: "one hypothesis a line")
    }
    if !sentenceLevel { try write(sums.map { $0.report() }, to: output) }
    try output.flush()
    warnings(tokenisedCount: tokenisedCount, invalidLineCount: reader.invalidLineCount)
  }

  private func write(_ reports: [ScoreReport], to output: LineWriter) throws {
    if format.scoreOnly {
      for report in reports { try output.write(line: report.number(width: format.width)) }
    } else if format.kind == .json {
      try output.write(line: ScoreReport.json(reports, width: format.width))
    } else {
      for line in ScoreReport.text(reports, width: format.width, shortSignature: format.shortSignature) {
        try output.write(line: line)
      }
    }
  }

  /// A segment's score: JSON is one object a line here.
  private func line(_ report: ScoreReport) -> String {
    if format.scoreOnly { return report.number(width: format.width) }
    return format.kind == .json
      ? report.json(width: format.width, indented: false)
      : report.text(width: format.width, shortSignature: format.shortSignature)
  }

  private func looksTokenised(_ hypothesis: [UInt8]) -> Bool {
    hypothesis.last == 0x2E && hypothesis.count > 1 && hypothesis[hypothesis.count - 2] == 0x20
  }

  private func warnings(tokenisedCount: Int, invalidLineCount: Int) {
    if tokenisedCount >= 100 {
      warn(
        "\(tokenisedCount) hypotheses end in a stop after a space, as if they were tokenised; "
          + "the score compares with others only on plain text (--force silences this)")
    }
    if invalidLineCount > 0 {
      warn("\(invalidLineCount) lines were not valid UTF-8; their bad bytes were read as U+FFFD")
    }
  }

  private func makeSum(_ metric: some Metric) -> any SegmentSum {
    MetricSum(metric, references: .same(files.referenceCount))
  }
}

/// A metric whose types are of no interest to the loop over the segments.
private protocol SegmentSum: AnyObject {
  func add(_ segment: Segment)
  func report() -> ScoreReport
  func report(of segment: Segment) -> ScoreReport
}

private final class MetricSum<M: Metric>: SegmentSum {
  private let metric: M
  private let counter: M.Counter
  private let signature: Signature
  private var sum: M.Statistics

  init(_ metric: M, references: ReferenceCount) {
    self.metric = metric
    counter = metric.makeCounter()
    signature = metric.signature(references: references)
    sum = metric.zero
  }

  func add(_ segment: Segment) {
    sum += counter.statistics(hypothesis: segment.hypothesis, references: segment.references)
  }

  func report() -> ScoreReport { ScoreReport(metric.score(sum), signature: signature) }

  func report(of segment: Segment) -> ScoreReport {
    let statistics = counter.statistics(hypothesis: segment.hypothesis, references: segment.references)
    return ScoreReport(metric.score(statistics), signature: signature)
  }
}
