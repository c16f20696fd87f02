import Foundation

/// The two languages of the study.
package enum StudyLanguage: String, Sendable, CaseIterable {
  case english = "en"
  case hungarian = "hu"
}

/// A text in both languages of the study.
package struct Bilingual: Sendable, Codable, Equatable {
  package var english: String
  package var hungarian: String

  package init(_ english: String, _ hungarian: String) { (self.english, self.hungarian) = (english, hungarian) }

  /// A text that is equal in both languages.
  package init(both text: String) { self.init(text, text) }

  /// A number in English notation; Hungarian uses a decimal comma and no space before the percent sign.
  package static func number(_ text: String) -> Bilingual {
    Bilingual(text, text.replacing(".", with: ",").replacing(" %", with: "%"))
  }

  package subscript(language: StudyLanguage) -> String {
    switch language {
    case .english: english
    case .hungarian: hungarian
    }
  }

  static func + (a: Bilingual, b: Bilingual) -> Bilingual {
    Bilingual(a.english + b.english, a.hungarian + b.hungarian)
  }

  /// One of two sentences, depending on a measurement.
  static func either(_ isFirst: Bool, _ first: Bilingual, _ second: Bilingual = Bilingual(both: "")) -> Bilingual {
    isFirst ? first : second
  }
}

extension Sequence<Bilingual> {
  func joined(_ separator: String = "; ") -> Bilingual {
    Bilingual(map(\.english).joined(separator: separator), map(\.hungarian).joined(separator: separator))
  }
}

// MARK: Numbers

func percent(_ share: Double) -> Bilingual { .number(String(format: "%.1f %%", 100 * share)) }

func short(_ value: Double) -> Bilingual { .number(String(format: "%.3g", value)) }

func decimals(_ value: Double, _ count: Int) -> Bilingual { .number(String(format: "%.\(count)f", value)) }

func whole(_ value: Int) -> Bilingual { Bilingual(both: "\(value)") }

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

/// "LSTM 99.0 %; GRU 97.1 %": the first column and one more of each row.
func listed(_ rows: [[Bilingual]], _ column: Int, separator: String = " ") -> Bilingual {
  rows.map { $0[0] + Bilingual(both: separator) + $0[column] }.joined()
}
