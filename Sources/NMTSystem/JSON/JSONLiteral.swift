import Foundation

/// A JSON string literal, escaped like Python's `json.dumps` (RFC 8259, section 7).
///
/// - Parameter isASCII: whether to escape everything above ASCII, one UTF-16 unit at a time.
package func jsonLiteral(_ text: String, isASCII: Bool = false) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
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
