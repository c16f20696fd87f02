import NMTCharts
import NMTSystem

/// A table of measured numbers as text.
public struct StudyTable: Sendable, Equatable {
  public var columns: [Bilingual]
  public var rows: [[Bilingual]]

  public init(_ columns: [Bilingual], _ rows: [[Bilingual]]) { (self.columns, self.rows) = (columns, rows) }
}

/// Curves of measured numbers.
public struct StudyChart: Sendable {
  public struct Series: Sendable {
    public var name: Bilingual
    public var points: [(x: Double, y: Double)]

    public init(_ name: Bilingual, _ points: [(x: Double, y: Double)]) { (self.name, self.points) = (name, points) }
  }
  public var title: Bilingual
  public var xLabel: Bilingual
  public var yLabel: Bilingual
  public var isLogX: Bool
  public var isLogY: Bool
  public var series: [Series]

  public init(
    _ title: Bilingual, x: Bilingual, y: Bilingual, isLogX: Bool = false, isLogY: Bool = false, series: [Series]
  ) {
    (self.title, xLabel, yLabel, self.isLogX, self.isLogY, self.series) = (title, x, y, isLogX, isLogY, series)
  }

  /// The picture for one language's readers.
  public func lineChart(_ language: StudyLanguage) -> LineChart {
    var chart = LineChart(
      title[language], x: xLabel[language], y: yLabel[language], isLogX: isLogX, isLogY: isLogY,
      series: series.map { LineChart.Series($0.name[language], $0.points) })
    chart.decimalSeparator = language == .hungarian ? "," : "."
    return chart
  }
}

/// One experiment: what the seminar says, what was measured, and what the measurement says about it.
public struct Finding: Sendable {
  /// `copy`, for file names and JSON.
  public var name: String
  public var title: Bilingual
  /// What the textbook says and how it was tested.
  public var question: Bilingual
  /// Made of the run's own numbers.
  public var answer: Bilingual
  public var charts: [StudyChart]
  public var tables: [StudyTable]
  /// The numbers that `answer` is made of, by English names; the study's tests assert on them.
  public var facts: [String: Double]

  public init(
    _ name: String, title: Bilingual, question: Bilingual, answer: Bilingual, charts: [StudyChart],
    tables: [StudyTable] = [], facts: [String: Double]
  ) {
    (self.name, self.title, self.question, self.answer) = (name, title, question, answer)
    (self.charts, self.tables, self.facts) = (charts, tables, facts)
  }
}

/// Which experiments are run, and how large they are.
public struct StudyOptions: Sendable {
  /// A minute instead of a quarter of an hour: shorter delays, one seed.
  public var isQuick = false
  public var seed: UInt64 = 1
  /// Experiments whose time is not measured run side by side.
  public var threads = 2
  /// Names of the experiments to run; nil for all.
  public var only: [String]?

  public init() {}
}
