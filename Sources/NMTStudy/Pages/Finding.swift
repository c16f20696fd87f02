package import NMTCharts
import NMTSystem

/// A table of measured numbers as text.
package struct StudyTable: Sendable, Equatable {
  package var columns: [Bilingual]
  package var rows: [[Bilingual]]

  package init(_ columns: [Bilingual], _ rows: [[Bilingual]]) { (self.columns, self.rows) = (columns, rows) }
}

/// Curves of measured numbers.
package struct StudyChart: Sendable {
  package struct Series: Sendable {
    package var name: Bilingual
    package var points: [(x: Double, y: Double)]

    package init(_ name: Bilingual, _ points: [(x: Double, y: Double)]) { (self.name, self.points) = (name, points) }
  }
  package var title: Bilingual
  package var xLabel: Bilingual
  package var yLabel: Bilingual
  package var isLogX: Bool
  package var isLogY: Bool
  package var series: [Series]

  package init(
    _ title: Bilingual, x: Bilingual, y: Bilingual, isLogX: Bool = false, isLogY: Bool = false, series: [Series]
  ) {
    (self.title, xLabel, yLabel, self.isLogX, self.isLogY, self.series) = (title, x, y, isLogX, isLogY, series)
  }

  /// The chart in one language.
  package func lineChart(_ language: StudyLanguage) -> LineChart {
    var chart = LineChart(
      title[language], x: xLabel[language], y: yLabel[language], isLogX: isLogX, isLogY: isLogY,
      series: series.map { LineChart.Series($0.name[language], $0.points) })
    chart.decimalSeparator = language == .hungarian ? "," : "."
    return chart
  }
}

/// One experiment: the textbook's claim, the measurements, and the answer they give.
package struct Finding: Sendable {
  /// `copy`, for file names and JSON.
  package var name: String
  package var title: Bilingual
  /// The textbook's claim and how it was tested.
  package var question: Bilingual
  /// Conclusion, built from the run's own numbers.
  package var answer: Bilingual
  package var charts: [StudyChart]
  package var tables: [StudyTable]
  /// The numbers used in `answer`, by English names; tests of the study assert on them.
  package var facts: [String: Double]

  package init(
    _ name: String, title: Bilingual, question: Bilingual, answer: Bilingual, charts: [StudyChart],
    tables: [StudyTable] = [], facts: [String: Double]
  ) {
    (self.name, self.title, self.question, self.answer) = (name, title, question, answer)
    (self.charts, self.tables, self.facts) = (charts, tables, facts)
  }
}

/// Selection and size of the experiments.
package struct StudyOptions: Sendable {
  /// True for a run of a minute instead of a quarter of an hour: shorter delays, one seed.
  package var isQuick = false
  package var seed: UInt64 = 1
  /// Number of untimed experiments that run side by side.
  package var threads = 2
  /// Names of the experiments to run; nil for all.
  package var only: [String]?

  package init() {}
}
