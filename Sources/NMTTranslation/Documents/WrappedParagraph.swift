import NMTText

/// A paragraph whose lines were broken to fit a width.
package struct WrappedParagraph: Equatable {
  /// What the first line begins with: white space and the marks of lists.
  package let indent: String
  /// What the other lines begin with.
  package let hanging: String
  /// All lines as one.
  package let text: String
  /// White space behind the last line's text; a carriage return is in it.
  package let behind: String
  /// A carriage return if the lines end so.
  let lineEnd: String
  /// Characters of its longest line, or of the longest around it; nil for a single line, which stays one.
  let width: Int?
  /// Index of its first line, counted in the block.
  let firstLine: Int

  /// The paragraph's lines with another text, which is broken at spaces.
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

/// The paragraphs of a block: lines without a blank one among them.
///
/// A line goes on in the next one if that one's first word had no room in it (the block's longest line is the width, which
/// has to be 40 or more), has the same indent as the paragraph's other lines and no list mark of its own. A line without a
/// letter, and one with two spaces behind it, ends its paragraph. So lines that were never filled, as in a list or a poem,
/// are paragraphs of their own.
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

/// A line taken apart.
private struct BrokenLine {
  let indent: String
  let text: String
  let behind: String
  let hasMark: Bool
  let length: Int

  /// Columns of the narrowest text that is taken for broken.
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

  /// Behind a list mark the other lines may begin anywhere, else where the first one does.
  func allows(hanging: String) -> Bool { hasMark || hanging == indent }

  private var hasLetter: Bool { text.unicodeScalars.contains(where: \.properties.isAlphabetic) }
}

/// Whether a line ends in the middle of a word.
private func isBrokenWord(_ line: String) -> Bool {
  let scalars = line.unicodeScalars
  guard let last = scalars.last, last == "-" || last == "\u{2010}" || last == "\u{AD}" else { return false }
  return scalars.dropLast().last?.properties.isAlphabetic == true
}

private func trimmingSpaces(_ line: String) -> Substring {
  let end = line.utf8.lastIndex { $0 != 0x20 }.map { line.utf8.index(after: $0) } ?? line.startIndex
  return line[..<end]
}
