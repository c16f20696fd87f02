/// Kinds of text that a translation copies unchanged.
public enum PlaceholderKind: String, Codable, Sendable, CaseIterable {
  /// Digits of any script, with single signs between them: `7`, `1,000.50`, `10:30`, `2016-11-05`. Digits next to a
  /// letter are part of a word: `5km`, `2nd`, `A4`.
  case numbers
  /// `scheme://…`, `www.…`, `mailto:…`, without the surrounding punctuation of the sentence.
  case urls
  /// E-mail addresses.
  case emails
  /// `{name}`, `{0}`, `{}`, `{{ name }}`, each also with `$`, `%` or `#` in front.
  case variables
  /// `%s`, `%1$s`, `%-5.2f`, `%(name)s`, `%%`.
  case printf
}

/// A placeholder in a text.
public struct Placeholder: Sendable, Equatable {
  /// Kind of placeholder.
  public let kind: PlaceholderKind
  /// Bytes of the text that the placeholder covers.
  public let range: Range<Int>
}

/// All placeholders in a text, of all kinds, from left to right. They do not overlap: the digits of a URL are not a
/// number. Takes time linear in the text's length.
public func placeholders(in text: [UInt8]) -> [Placeholder] {
  var scanner = PlaceholderScanner(text)
  return scanner.scan()
}

/// Scans for placeholders. Where several kinds match, the first wins of: URL, e-mail address, variable, printf, number.
private struct PlaceholderScanner {
  private let scalars: [UnicodeScalar]
  /// Byte offset of each scalar, and the text's end.
  private let offsets: [Int]
  /// Known to contain no start of an e-mail address up to here; `numberSearched` is its twin for numbers.
  private var mailSearched = 0
  private var numberSearched = 0

  init(_ text: [UInt8]) {
    let view = String(decoding: text, as: UTF8.self).unicodeScalars
    scalars = Array(view)
    var offset = 0
    var offsets: [Int] = []
    offsets.reserveCapacity(scalars.count + 1)
    for scalar in scalars {
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    self.offsets = offsets + [offset]
  }

  mutating func scan() -> [Placeholder] {
    var found: [Placeholder] = []
    var index = 0
    while index < scalars.count {
      if let (kind, end) = placeholder(at: index) {
        found.append(Placeholder(kind: kind, range: offsets[index]..<offsets[end]))
        index = end
      } else if isWord(scalars[index]) {
        // Placeholders do not begin inside a word.
        index = wordEnd(index)
      } else {
        index += 1
      }
    }
    return found
  }

  private mutating func placeholder(at start: Int) -> (PlaceholderKind, Int)? {
    switch scalars[start] {
    case "{", "$", "#": return variable(at: start).map { (.variables, $0) }
    case "%": return variable(at: start).map { (.variables, $0) } ?? printf(at: start).map { (.printf, $0) }
    default: break
    }
    if let end = address(at: start) { return (.urls, end) }
    if let end = mail(at: start) { return (.emails, end) }
    return number(at: start).map { (.numbers, $0) }
  }

  // MARK: Kinds

  private func address(at start: Int) -> Int? {
    guard scalars[start].isASCII, scalars[start].properties.isAlphabetic else { return nil }
    var body = start
    while body < scalars.count, body - start < 24, isSchemeScalar(scalars[body]) { body += 1 }
    if body + 2 < scalars.count, scalars[body] == ":", scalars[body + 1] == "/", scalars[body + 2] == "/" {
      body += 3
    } else if matches("mailto:", at: start) {
      body = start + 7
    } else if matches("www.", at: start) {
      body = start + 4
    } else {
      return nil
    }
    var end = body
    while end < scalars.count, isAddressScalar(scalars[end]) { end += 1 }
    end = trimmed(start: body, end: end)
    return end > body ? end : nil
  }

  /// Drops the sentence's own punctuation, and closing brackets that were not opened inside.
  private func trimmed(start: Int, end: Int) -> Int {
    var end = end
    var excess: [UnicodeScalar: Int] = [:]
    for scalar in scalars[start..<end] { if "()[]".unicodeScalars.contains(scalar) { excess[scalar, default: 0] += 1 } }
    while end > start {
      let last = scalars[end - 1]
      switch last {
      case ")" where excess[")", default: 0] > excess["(", default: 0]: excess[")"]! -= 1
      case "]" where excess["]", default: 0] > excess["[", default: 0]: excess["]"]! -= 1
      case ".", ",", ";", ":", "!", "?", "'", "*", "\u{2026}", "&": break
      default: return end
      }
      end -= 1
    }
    return end
  }

  private mutating func mail(at start: Int) -> Int? {
    guard start >= mailSearched, isMailScalar(scalars[start]) else { return nil }
    var at = start
    while at < scalars.count, isMailScalar(scalars[at]) { at += 1 }
    mailSearched = at
    guard at < scalars.count, scalars[at] == "@", scalars[start] != "." else { return nil }
    var (end, index, label) = (0, at + 1, at + 1)
    while index <= scalars.count {
      let isLabel = index < scalars.count && (isMailWord(scalars[index]) || scalars[index] == "-")
      if !isLabel {
        guard index > label else { break }
        // A label after the first can end an address if it is long enough to be a top-level domain.
        if label > at + 1, index - label >= 2, isMailWord(scalars[index - 1]) { end = index }
        guard index < scalars.count, scalars[index] == "." else { break }
        label = index + 1
      }
      index += 1
    }
    return end > 0 ? end : nil
  }

  private func variable(at start: Int) -> Int? {
    var index = start
    if scalars[index] != "{" { index += 1 }
    var braces = 0
    while index < scalars.count, braces < 2, scalars[index] == "{" {
      braces += 1
      index += 1
    }
    guard braces > 0 else { return nil }
    if braces == 2 { while index < scalars.count, scalars[index] == " " { index += 1 } }
    let name = index
    while index < scalars.count, index - name < 64, isNameScalar(scalars[index]) { index += 1 }
    guard index > name || braces == 1 else { return nil }
    if braces == 2 { while index < scalars.count, scalars[index] == " " { index += 1 } }
    for _ in 0..<braces {
      guard index < scalars.count, scalars[index] == "}" else { return nil }
      index += 1
    }
    return index
  }

  private func printf(at start: Int) -> Int? {
    // "50%do" is not a format specifier.
    if start > 0, scalars[start - 1].properties.numericType == .decimal { return nil }
    var index = start + 1
    func skip(_ set: String) {
      while index < scalars.count, index - start < 32, set.unicodeScalars.contains(scalars[index]) { index += 1 }
    }
    if index < scalars.count, scalars[index] == "%" { return index + 1 }
    if index < scalars.count, scalars[index] == "(" {
      index += 1
      while index < scalars.count, index - start < 64, isNameScalar(scalars[index]) { index += 1 }
      guard index < scalars.count, scalars[index] == ")" else { return nil }
      index += 1
    }
    skip("0123456789$-+#'*.")
    skip("hlLqjzt")
    guard index < scalars.count, "diouxXeEfgGaAcs@".unicodeScalars.contains(scalars[index]) else { return nil }
    return index + 1
  }

  private mutating func number(at start: Int) -> Int? {
    guard start >= numberSearched, isDigit(scalars[start]), start == 0 || !isWord(scalars[start - 1]) else {
      return nil
    }
    var end = start + 1
    while end < scalars.count {
      if isDigit(scalars[end]) {
        end += 1
      } else if end + 1 < scalars.count, isDigit(scalars[end + 1]),
        ".,:'/-\u{2019}\u{2013}\u{00B7}".unicodeScalars.contains(scalars[end])
      {
        end += 2
      } else {
        break
      }
    }
    numberSearched = end
    return end < scalars.count && isWord(scalars[end]) ? nil : end
  }

  // MARK: Scalars

  private func wordEnd(_ start: Int) -> Int {
    var end = start + 1
    while end < scalars.count, isWord(scalars[end]) { end += 1 }
    return end
  }

  private func matches(_ text: String, at start: Int) -> Bool {
    scalars[start...].starts(with: text.unicodeScalars) { $0 == $1 || $0.properties.lowercaseMapping == String($1) }
  }

  private func isDigit(_ scalar: UnicodeScalar) -> Bool {
    scalar.isASCII ? (0x30...0x39).contains(scalar.value) : scalar.properties.generalCategory == .decimalNumber
  }

  private func isWord(_ scalar: UnicodeScalar) -> Bool {
    scalar.properties.isAlphabetic || isDigit(scalar) || scalar == "_"
      || [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
  }

  private func isSchemeScalar(_ scalar: UnicodeScalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || isDigit(scalar) || "+-.".unicodeScalars.contains(scalar))
  }

  private func isMailWord(_ scalar: UnicodeScalar) -> Bool { isWord(scalar) && scalar != "_" }

  private func isMailScalar(_ scalar: UnicodeScalar) -> Bool {
    isWord(scalar) || "+-.%".unicodeScalars.contains(scalar)
  }

  private func isNameScalar(_ scalar: UnicodeScalar) -> Bool {
    isVisible(scalar) && !"{}<>()\"".unicodeScalars.contains(scalar)
  }

  private func isAddressScalar(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.value {
    case 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D: return false
    // Quotation marks, dots and brackets of other scripts end an address.
    case 0xAB, 0xBB, 0x2018...0x201F, 0x2039, 0x203A, 0x3000...0x303F, 0xFF00...0xFFEF: return false
    default: return isVisible(scalar)
    }
  }

  /// Neither space, control nor format character: text cleaning leaves it unchanged.
  private func isVisible(_ scalar: UnicodeScalar) -> Bool {
    if scalar.isASCII { return scalar.value > 0x20 && scalar.value < 0x7F }
    guard !scalar.properties.isWhitespace, !scalar.properties.isDefaultIgnorableCodePoint else { return false }
    return ![.control, .format, .unassigned, .surrogate].contains(scalar.properties.generalCategory)
  }
}
