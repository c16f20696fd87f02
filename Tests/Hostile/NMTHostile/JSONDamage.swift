/// A JSON text with one part replaced: each number by overflowing ones, each text by paths that lead elsewhere, each
/// value by one of another type, each key by a duplicate.
enum JSONDamage {
  private struct Part {
    enum Kind { case key, text, number, word, list }
    let kind: Kind
    let range: Range<Int>
  }

  private static let numbers = [
    "-1", "0", "1", "2147483648", "4294967297", "9007199254740993", "9223372036854775807", "9223372036854775808",
    "1e308", "1e999", "-0.5", "0.1e-400", "1e18", "123456789012345678901234567890",
  ]
  private static let texts = [
    "", "../../../etc/passwd", "/etc/passwd", "a/b", "\\u0000", "\\ud800", "x\\ny", "\u{202E}x", "NaN", "Infinity",
    "-1",
    String(repeating: "n", count: 1 << 20),
  ]
  private static let values = ["null", "true", "[]", "{}", "\"x\"", "1", "[[[[]]]]", "[1,2,3]", "{\"a\":{\"a\":1}}"]

  static func all(_ text: [UInt8]) -> [(name: String, text: [UInt8])] {
    var all: [(name: String, text: [UInt8])] = []
    for part in parts(text) {
      let place = part.range.lowerBound
      func replace(_ other: String) {
        let bytes = text[..<place] + Array(other.utf8) + text[part.range.upperBound...]
        all.append(("\(other.prefix(40)) at \(place)", Array(bytes)))
      }
      switch part.kind {
      case .number: for number in numbers { replace(number) }
      case .text: for other in texts { replace("\"\(other)\"") }
      case .key:
        replace("\"\(String(repeating: "k", count: 1 << 20))\"")
        replace("\"\"")
        let key = String(decoding: text[part.range], as: UTF8.self)
        replace("\(key):1,\(key)")
        replace("\(key):null,\(key)")
      case .word, .list: break
      }
      if part.kind != .key { for value in values { replace(value) } }
    }
    return all
  }

  /// All texts, numbers, literals and lists of a valid JSON text.
  private static func parts(_ text: [UInt8]) -> [Part] {
    var parts: [Part] = []
    var index = 0
    while index < text.count {
      let start = index
      switch text[index] {
      case UInt8(ascii: "\""):
        index += 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
          index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index = min(index + 1, text.count)
        let next = text[index...].first { $0 > 0x20 }
        parts.append(Part(kind: next == UInt8(ascii: ":") ? .key : .text, range: start..<index))
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        while index < text.count, "+-.eE0123456789".utf8.contains(text[index]) { index += 1 }
        parts.append(Part(kind: .number, range: start..<index))
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        while index < text.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[index]) { index += 1 }
        parts.append(Part(kind: .word, range: start..<index))
      case UInt8(ascii: "["):
        if let end = text[index...].firstIndex(of: UInt8(ascii: "]")) {
          parts.append(Part(kind: .list, range: start..<end + 1))
        }
        index += 1
      default: index += 1
      }
    }
    return parts
  }
}
