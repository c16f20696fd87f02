import Foundation

/// A string in JSON's quotation marks, escaped as Python's `json.dumps` does it (RFC 8259, section 7).
///
/// - Parameter isASCII: everything above ASCII becomes an escape, UTF-16 unit by unit.
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
