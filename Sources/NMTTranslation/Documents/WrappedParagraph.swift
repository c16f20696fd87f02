import NMTText

/// A paragraph whose lines are wrapped to a width.
package struct WrappedParagraph: Equatable {
  /// Start of the first line: white space and list marks.
  package let indent: String
  /// Start of the other lines.
  package let hanging: String
  /// All lines joined.
  package let text: String
  /// White space after the last line's text, including a carriage return.
  package let behind: String
  /// A carriage return if the lines end with one.
  let lineEnd: String
  /// Width in characters of the longest line of the block; nil for a single line, which stays one.
  let width: Int?
  /// Index of the paragraph's first line in the block.
  let firstLine: Int

  /// Wraps another text at spaces, in the form of this paragraph.
  package func lines(_ text: String) -> [String] {
    guard let width else { return [indent + text + behind] }
    var lines: [String] = []
    var line = indent
    var hasWord = false
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if hasWord, line.count + 1 + word.count > width, !word.isEmpty {
        lines.append(String(trimmingSpaces(line)) + lineEnd)
        (line, hasWord) = (hanging, false)
      }
      line += (hasWord ? " " : "") + word
      hasWord = true
    }
    return lines + [line + behind]
  }
}

/// The paragraphs of a block, which is a run of lines without a blank one.
///
/// A line continues in the next one if the next one's first word did not fit on it (the block's longest line is the
/// width, at least 40) and the next one has the indent of the paragraph's other lines and no list mark. A line without
/// a letter, or with two trailing spaces, ends its paragraph. So lines that were never filled, as in a list or a poem,
/// are separate paragraphs.
package func wrappedParagraphs(_ block: [String], joinedBy space: String) -> [WrappedParagraph] {
  let lines = block.map(BrokenLine.init)
  let width = lines.map(\.length).max() ?? 0
  var paragraphs: [WrappedParagraph] = []
  var first = 0
  while first < lines.count {
    var next = first + 1
    var hanging: String?
    while next < lines.count, lines[next - 1].goesOn(in: lines[next], width: width),
      hanging.map({ $0 == lines[next].indent }) ?? lines[first].allows(hanging: lines[next].indent)
    {
      hanging = lines[next].indent
      next += 1
    }
    let (top, last) = (lines[first], lines[next - 1])
    let text = lines[first + 1..<next].reduce(top.text) { $0 + (isBrokenWord($0) ? "" : space) + $1.text }
    paragraphs.append(
      WrappedParagraph(
        indent: top.indent, hanging: hanging ?? "", text: text, behind: last.behind,
        lineEnd: top.behind.utf8.last == 0x0D ? "\r" : "", width: next - first > 1 ? width : nil, firstLine: first))
    first = next
  }
  return paragraphs
}

/// The components of a line.
private struct BrokenLine {
  let indent: String
  let text: String
  let behind: String
  let hasMark: Bool
  let length: Int

  /// Smallest width, in columns, of text that is considered wrapped.
  static let narrowest = 40

  init(_ line: String) {
    let start = paragraphStart(line)
    let words = trimmed(line)
    let textStart = min(start, words.endIndex)
    indent = String(line[..<textStart])
    text = String(line[textStart..<words.endIndex])
    behind = String(line[words.endIndex...])
    hasMark = indent.unicodeScalars.contains { !$0.properties.isWhitespace && $0 != "\u{FEFF}" }
    length = indent.count + text.count
  }

  func goesOn(in next: BrokenLine, width: Int) -> Bool {
    guard width >= Self.narrowest, !next.hasMark, hasLetter, next.hasLetter, behind.count(where: { $0 == " " }) < 2
    else { return false }
    return length + 1 + next.text.prefix { $0 != " " }.count > width
  }

  /// After a list mark the other lines may have any indent, otherwise that of the first.
  func allows(hanging: String) -> Bool { hasMark || hanging == indent }

  private var hasLetter: Bool { text.unicodeScalars.contains(where: \.properties.isAlphabetic) }
}

/// Whether a line ends inside a hyphenated word.
private func isBrokenWord(_ line: String) -> Bool {
  let scalars = line.unicodeScalars
  guard let last = scalars.last, last == "-" || last == "\u{2010}" || last == "\u{AD}" else { return false }
  return scalars.dropLast().last?.properties.isAlphabetic == true
}

private func trimmingSpaces(_ line: String) -> Substring {
  let end = line.utf8.lastIndex { $0 != 0x20 }.map { line.utf8.index(after: $0) } ?? line.startIndex
  return line[..<end]
}
