/// A piece of markup in a line of XML or HTML.
public struct MarkupToken: Sendable, Equatable {
  /// Kinds of markup.
  public enum Kind: Sendable, Equatable {
    /// `<name …>`
    case open(name: [UInt8])
    /// `</name>`
    case close(name: [UInt8])
    /// Self-contained markup: `<name …/>`, comments, CDATA sections, processing instructions, declarations.
    case alone
    /// An entity that stands for visible text.
    case character(String)
    /// An entity that stays as written.
    case entity(EntityRole)
  }

  /// Role of an entity that stays as written.
  public enum EntityRole: Sendable {
    /// White space, such as a no-break space.
    case space
    /// Invisible, such as a soft hyphen.
    case invisible
    /// A name that the document defines.
    case word
  }

  /// Whether open, close or other markup.
  public let kind: Kind
  /// Bytes of the line that the markup covers.
  public let range: Range<Int>

  /// Whether the text on both sides is two separate words: true for line and block elements of HTML, and for spaces.
  public func separatesWords(in line: [UInt8]) -> Bool {
    if case .entity(let role) = kind { return role == .space }
    let name = line[range].drop { $0 == 0x3C || $0 == 0x2F }.prefix { isNameByte($0) }
    return separatingElements.contains(name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
  }
}

/// Names as bytes: string comparison would accept lookalikes, such as the Kelvin sign for the k of `blockquote`.
private let separatingElements: Set<[UInt8]> = Set(
  [
    "br", "hr", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5",
    "h6", "section", "article", "header", "footer", "blockquote", "pre", "title", "para", "item", "row", "entry",
  ].map { Array($0.utf8) })

/// All markup of a line, from left to right. Anything that is not well-formed XML (a lone `<` or `&`, an unclosed tag,
/// an unclosed attribute value) is text. Takes time linear in the line's length.
public func markup(in line: [UInt8]) -> [MarkupToken] {
  var scanner = MarkupScanner(line: line)
  return scanner.scan()
}

private struct MarkupScanner {
  let line: [UInt8]
  /// Terminators known to be absent, each with the place from which on.
  private var missing: [[UInt8]: Int] = [:]
  /// Places after quotation marks where an opening tag was still open. Parsing from there does not depend on where the
  /// tag began, so a second tag that reaches such a place has no end either.
  private var passed: Set<Int> = []

  init(line: [UInt8]) { self.line = line }

  mutating func scan() -> [MarkupToken] {
    var tokens: [MarkupToken] = []
    var index = 0
    while index < line.count {
      var token: MarkupToken?
      if line[index] == 0x3C { token = tag(at: index) }
      if line[index] == 0x26 { token = entity(at: index) }
      if let token { tokens.append(token) }
      index = token?.range.upperBound ?? index + 1
    }
    return tokens
  }

  private mutating func tag(at start: Int) -> MarkupToken? {
    let rest = line[(start + 1)...]
    for (head, end) in [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")] where rest.starts(with: head.utf8) {
      return find(Array(end.utf8), from: start + 1 + head.utf8.count).map {
        MarkupToken(kind: .alone, range: start..<$0 + end.utf8.count)
      }
    }
    switch rest.first {
    case UInt8(ascii: "/"): return closing(at: start)
    case UInt8(ascii: "!"):
      guard let next = rest.dropFirst().first, isNameStart(next), let end = find([0x3E], from: start) else {
        return nil
      }
      return MarkupToken(kind: .alone, range: start..<end + 1)
    case let first? where isNameStart(first): return opening(at: start)
    default: return nil
    }
  }

  private func closing(at start: Int) -> MarkupToken? {
    let name = line[(start + 2)...].prefix { isNameByte($0) }
    guard let first = name.first, isNameStart(first) else { return nil }
    let end = line[name.endIndex...].firstIndex { !isSpace($0) } ?? line.count
    guard end < line.count, line[end] == 0x3E else { return nil }
    return MarkupToken(kind: .close(name: Array(name)), range: start..<end + 1)
  }

  private mutating func opening(at start: Int) -> MarkupToken? {
    let name = line[(start + 1)...].prefix { isNameByte($0) }
    var index = name.endIndex
    guard index < line.count, isSpace(line[index]) || line[index] == 0x3E || line[index] == 0x2F else { return nil }
    while index < line.count {
      switch line[index] {
      case 0x3E:
        let kind: MarkupToken.Kind = line[index - 1] == 0x2F ? .alone : .open(name: Array(name))
        return MarkupToken(kind: kind, range: start..<index + 1)
      case 0x3C: return nil
      case 0x22, 0x27:
        // A quotation mark opens a value only after an equals sign.
        if line[name.endIndex..<index].last(where: { !isSpace($0) }) == 0x3D {
          guard let end = find([line[index]], from: index + 1) else { return nil }
          index = end
        }
        index += 1
        guard passed.insert(index).inserted else { return nil }
      default: index += 1
      }
    }
    return nil
  }

  private func entity(at start: Int) -> MarkupToken? {
    let body = line[(start + 1)...].prefix(33).prefix { $0 != 0x3B }
    guard !body.isEmpty, body.count < 33, body.endIndex < line.count else { return nil }
    let range = start..<body.endIndex + 1
    guard body.first == 0x23 else {
      guard isNameStart(body.first!), body.allSatisfy(isNameByte) else { return nil }
      let name = String(decoding: body, as: UTF8.self)
      if let text = characterEntities[name] { return MarkupToken(kind: .character(text), range: range) }
      let isSpace = ["nbsp", "ensp", "emsp", "thinsp"].contains(name)
      let isInvisible = ["shy", "zwj", "zwnj", "lrm", "rlm"].contains(name)
      return MarkupToken(kind: .entity(isSpace ? .space : isInvisible ? .invisible : .word), range: range)
    }
    let isHex = body.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
    let digits = String(decoding: body.dropFirst(isHex ? 2 : 1), as: UTF8.self)
    guard !digits.isEmpty, digits.utf8.first != 0x2B, let value = UInt32(digits, radix: isHex ? 16 : 10),
      let scalar = UnicodeScalar(value)
    else { return nil }
    if scalar.properties.isWhitespace { return MarkupToken(kind: .entity(.space), range: range) }
    let category = scalar.properties.generalCategory
    let isVisible =
      !scalar.properties.isDefaultIgnorableCodePoint && ![.control, .format, .unassigned].contains(category)
    return MarkupToken(kind: isVisible ? .character(String(scalar)) : .entity(.invisible), range: range)
  }

  /// Next occurrence of `end`. Remembers absent ones, so that a line of a thousand openings is not searched a thousand
  /// times.
  private mutating func find(_ end: [UInt8], from start: Int) -> Int? {
    if let first = missing[end], start >= first { return nil }
    var index = start
    while index + end.count <= line.count {
      if line[index] == end[0], line[index...].starts(with: end) { return index }
      index += 1
    }
    missing[end] = start
    return nil
  }
}

private func isNameStart(_ byte: UInt8) -> Bool {
  (0x41...0x5A).contains(byte & 0xDF) || byte == 0x5F || byte == 0x3A || byte >= 0x80
}

private func isNameByte(_ byte: UInt8) -> Bool {
  isNameStart(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
