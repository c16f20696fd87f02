import Foundation

/// Pieces of JSON as Python's `json.dumps` writes them.
enum JSONText {
  /// A number with so many decimals.
  static func rounded(_ value: Double, _ width: Int) -> String {
    (Double(ScoreReport.decimal(value, width)) ?? value).description
  }

  static func optional(_ value: Double?) -> String { value?.description ?? "null" }

  /// - Parameter isASCII: everything above ASCII becomes an escape, UTF-16 unit by unit.
  static func quoted(_ text: String, isASCII: Bool = false) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<"\u{20}": result += String(format: "\\u%04x", scalar.value)
      case "\u{80}"... where isASCII:
        for unit in String(scalar).utf16 { result += String(format: "\\u%04x", unit) }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func array(_ values: [String]) -> String { "[" + values.joined(separator: ", ") + "]" }

  static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(quoted($0)): \($1)" }.joined(separator: ", ") + "}"
  }
}
