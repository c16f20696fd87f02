import NMTSystem

/// The same sentence in the two languages of the study.
public struct Bilingual: Sendable, Codable, Equatable {
  public var english: String
  public var hungarian: String

  public init(_ english: String, _ hungarian: String) { (self.english, self.hungarian) = (english, hungarian) }
}

/// A table of measured numbers as text.
public struct StudyTable: Sendable, Codable, Equatable {
  public var columns: [String]
  public var rows: [[String]]

  public init(_ columns: [String], _ rows: [[String]]) { (self.columns, self.rows) = (columns, rows) }
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
  public var charts: [LineChart]
  public var tables: [StudyTable]
  /// What `answer` and the tests of the study read.
  public var facts: [String: Double]

  public init(
    _ name: String, title: Bilingual, question: Bilingual, answer: Bilingual, charts: [LineChart],
    tables: [StudyTable] = [], facts: [String: Double]
  ) {
    (self.name, self.title, self.question, self.answer) = (name, title, question, answer)
    (self.charts, self.tables, self.facts) = (charts, tables, facts)
  }
}

/// How large the experiments are.
public struct StudyOptions: Sendable {
  /// Three minutes instead of half an hour: shorter delays, one seed.
  public var isQuick = false
  public var seed: UInt64 = 1
  /// Experiments whose time is not measured run side by side.
  public var threads = 2

  public init() {}
}
