package import NMTSettings
import NMTSystem

/// Output format of scores.
public struct ScoreFormat: Sendable {
  /// Output formats of `nmt-score`.
  public enum Kind: String, Sendable, CaseIterable {
    /// Lines and tables of plain text.
    case text
    /// One JSON array, or an object for a single score, as sacreBLEU writes it.
    case json
    /// A LaTeX table of several systems; a single system is written as text.
    case latex
  }

  /// Output format; default text.
  public var kind = Kind.text
  /// Decimals of a score; 0 to 15, default 1.
  public var width = 1
  /// Writes only the number, as sacreBLEU does; default false.
  public var scoreOnly = false
  /// Abbreviates the signature's keys in text; default false.
  public var shortSignature = false
  /// Adds a terminal's colors and other marks to text; default false.
  public var isColored = false

  /// Plain text with one decimal.
  public init() {}

  /// Allowed values of `width`.
  package static let widths = 0...15

  /// Throws a `Failure` that names the first invalid option, its value and what is allowed.
  public func validate() throws { try checkRules(.usage) }

  /// The line for one segment's score; in JSON, one object per line.
  public func line(_ report: ScoreReport) -> String {
    if scoreOnly { return report.number(width: width) }
    return kind == .json
      ? report.json(width: width, indented: false) : report.text(width: width, shortSignature: shortSignature)
  }

  /// The results as lines of text without line ends.
  public func lines(_ results: ScoreResults) -> [String] {
    switch kind {
    case .json: return JSONReport(results, width: width, scoreOnly: scoreOnly).lines
    case .text, .latex: return TextReport(results, self).lines
    }
  }
}

extension ScoreFormat.Kind: SettingValue {}

extension ScoreFormat: CheckedOptions {
  package static let rules: [OptionRule<ScoreFormat>] = [.range(\.width, widths)]
}

/// Terminal colors; empty elsewhere.
enum Color: String {
  case red = "31"
  case green = "32"
  case yellow = "33"
  case cyan = "36"

  func callAsFunction(_ text: String, _ isColored: Bool) -> String {
    isColored ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
