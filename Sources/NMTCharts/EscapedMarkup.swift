/// Escapes text for XML 1.0 and HTML: markup characters become entities; control characters and others that XML does
/// not allow become U+FFFD.
package func escapedMarkup(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x26: result += "&amp;"
    case 0x3C: result += "&lt;"
    case 0x3E: result += "&gt;"
    case 0x22: result += "&quot;"
    case 0..<0x20, 0x7F...0x9F, 0xFFFE...0xFFFF: result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
