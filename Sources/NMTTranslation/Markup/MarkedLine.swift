import NMTSearch
package import NMTText

/// A mark that was removed from a line: a pair of tags, or a point.
struct MarkNode: Sendable {
  /// The opening tag and the closing tag; nil for a point.
  var tags: (open: Range<Int>, close: Range<Int>)?
  /// Bytes of the line, including both tags and everything between them.
  var raw: Range<Int>
  /// Range of the reading between the tags, in bytes that are not white space; empty for a point.
  var ink: Range<Int>
  /// The innermost enclosing pair of tags; -1 for none.
  var parent: Int
  var spaceBefore: Bool
  var spaceAfter = false
  /// Whether the mark reads as a word, so that a space separates it from others, and whether the source joins it to the
  /// previous or next word.
  var isWord = false
  var joinsBefore = false
  var joinsAfter = false
  /// Whether the words on both sides are separate.
  var separates = false
}

/// A placeholder that the model sees.
struct CopiedText: Sendable {
  let text: [UInt8]
  /// The placeholder as spelled in the line.
  let raw: [UInt8]
  /// Range in the reading, in bytes that are not white space.
  let ink: Range<Int>
}

/// A line as the model reads it, with the marks removed from it.
package struct MarkedLine: Sendable {
  let line: [UInt8]
  /// The line without markup and without the placeholders that were set aside; entities are decoded.
  package private(set) var reading: [UInt8] = []
  /// Number of bytes in the reading that are not white space.
  private(set) var ink = 0
  /// Removed marks in line order, parents before children.
  private(set) var nodes: [MarkNode] = []
  private(set) var copied: [CopiedText] = []
  /// Texts of the placeholders set aside.
  private(set) var aside: Set<[UInt8]> = []
  let inventory: MarkInventory
  let spelling: EntitySpelling

  /// The open pairs of tags.
  private var path: [Int] = []
  /// Points after which nothing has been read yet.
  private var waiting: [Int] = []
  private var endsWithSpace = false
  private var needsSpace = false

  /// - Parameter reads: kinds of placeholders that stay in the reading.
  package init(_ text: String, _ options: MarkOptions, reads: Set<PlaceholderKind> = []) {
    line = Array(text.utf8)
    let events = markEvents(in: line, options)
    inventory = MarkInventory(events, of: line)
    spelling = options.markup ? EntitySpelling(events, of: line) : EntitySpelling()
    for event in withBrackets(events, reads: reads, of: line) { read(event, reads) }
    waiting = []
  }

  /// Whether the reading contains anything to translate.
  package var isTranslatable: Bool {
    String(decoding: reading, as: UTF8.self).unicodeScalars.contains { $0.properties.isAlphabetic || isDigit($0) }
  }

  // MARK: Reading

  private mutating func read(_ event: MarkEvent, _ reads: Set<PlaceholderKind>) {
    switch event.kind {
    case .text: append(event.text)
    case .placeholder(let kind) where reads.contains(kind):
      let start = ink
      append(event.text)
      copied.append(CopiedText(text: event.text, raw: Array(line[event.raw]), ink: start..<ink))
    case .placeholder:
      aside.insert(event.text)
      addPoint(event, isWord: true)
    case .open:
      path.append(nodes.count)
      let node = MarkNode(
        tags: (event.raw, event.raw), raw: event.raw, ink: ink..<ink, parent: path.dropLast().last ?? -1,
        spaceBefore: endsWithSpace, joinsBefore: endsInsideWord(reading[...]), separates: event.separates)
      nodes.append(node)
    case .close: close(event)
    case .alone(let isWord): addPoint(event, isWord: isWord)
    case .loose: addPoint(event, isWord: false)
    }
    needsSpace = needsSpace || event.separates
  }

  private mutating func append(_ text: [UInt8]) {
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return }
    let startsWithSpace = first.properties.isWhitespace
    let isBehindWord = waiting.last.map { nodes[$0].isWord } ?? false
    for index in waiting {
      nodes[index].spaceAfter = startsWithSpace
      nodes[index].joinsAfter = !startsWithSpace && beginsInsideWord(text[...])
    }
    waiting.removeAll()
    // "see {x}, then" becomes "see, then".
    if isBehindWord, text.count > 0, isClosing(first) { while reading.last == 0x20 { reading.removeLast() } }
    if needsSpace, !endsWithSpace, !startsWithSpace, !reading.isEmpty { reading.append(0x20) }
    needsSpace = false
    reading += text
    for scalar in scalars where !scalar.properties.isWhitespace { ink += UTF8.width(scalar) }
    endsWithSpace = last.properties.isWhitespace
  }

  private func isClosing(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .closePunctuation, .finalPunctuation: true
    default: ".,;:!?…。、，！？".unicodeScalars.contains(scalar)
    }
  }

  // MARK: Nodes

  private mutating func addPoint(_ event: MarkEvent, isWord: Bool) {
    nodes.append(
      MarkNode(
        tags: nil, raw: event.raw, ink: ink..<ink, parent: path.last ?? -1, spaceBefore: endsWithSpace, isWord: isWord,
        joinsBefore: endsInsideWord(reading[...]), separates: event.separates))
    joinLastPoint()
  }

  /// Closes the innermost pair; if it has no text inside, it becomes a point.
  private mutating func close(_ event: MarkEvent) {
    let index = path.removeLast()
    nodes[index].tags!.close = event.raw
    nodes[index].raw = nodes[index].raw.lowerBound..<event.raw.upperBound
    nodes[index].ink = nodes[index].ink.lowerBound..<ink
    guard nodes[index].ink.isEmpty else { return }
    nodes[index].isWord = nodes[(index + 1)...].contains(where: \.isWord)
    nodes[index].separates = nodes[index...].contains(where: \.separates) || event.separates
    nodes[index].tags = nil
    nodes.removeSubrange((index + 1)...)
    while let last = waiting.last, last > index { waiting.removeLast() }
    joinLastPoint()
  }

  /// Merges points separated only by white space: they stay together unchanged.
  private mutating func joinLastPoint() {
    let last = nodes[nodes.count - 1]
    let index = nodes.count - 2
    if index >= 0, nodes[index].tags == nil, nodes[index].parent == last.parent, nodes[index].ink == last.ink {
      nodes.removeLast()
      nodes[index].raw = nodes[index].raw.lowerBound..<last.raw.upperBound
      nodes[index].isWord = nodes[index].isWord || last.isWord
      nodes[index].separates = nodes[index].separates || last.separates
    }
    if waiting.last != nodes.count - 1 { waiting.append(nodes.count - 1) }
  }
}

/// Sets brackets and quotation marks aside with the placeholder inside them, since they would be left empty.
private func withBrackets(_ events: [MarkEvent], reads: Set<PlaceholderKind>, of line: [UInt8]) -> [MarkEvent] {
  let pairs: [UInt8: UInt8] = [0x28: 0x29, 0x5B: 0x5D, 0x22: 0x22, 0x27: 0x27]
  var events = events
  for index in events.indices.dropFirst().dropLast() {
    guard case .placeholder(let kind) = events[index].kind, !reads.contains(kind) else { continue }
    guard case .text = events[index - 1].kind, case .text = events[index + 1].kind else { continue }
    while let open = events[index - 1].text.last, let close = events[index + 1].text.first, pairs[open] == close {
      let raw = events[index].raw.lowerBound - 1..<events[index].raw.upperBound + 1
      // Brackets written as entities stay in place.
      guard line[raw.lowerBound] == open, line[raw.upperBound - 1] == close else { break }
      events[index - 1].text.removeLast()
      events[index + 1].text.removeFirst()
      events[index].raw = raw
    }
  }
  return events
}

private func isDigit(_ scalar: UnicodeScalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }

/// Spelling of characters in a line of markup that may also be entities.
struct EntitySpelling: Sendable, Equatable {
  private var entities: [UInt8: String] = [:]

  /// Spelling for plain text.
  init() {}

  /// `&` and `<` are always entities; `>` and each quotation mark only if the line always writes it as one.
  init(_ events: [MarkEvent], of line: [UInt8]) {
    entities = [0x26: "&amp;", 0x3C: "&lt;"]
    for (byte, name) in [(UInt8(0x3E), "&gt;"), (0x22, "&quot;"), (0x27, "&apos;")] {
      var (decoded, raw) = (0, 0)
      for event in events {
        decoded += event.text.count { $0 == byte }
        if !event.text.isEmpty { raw += line[event.raw].count { $0 == byte } }
      }
      if decoded > 0, raw == 0 { entities[byte] = name }
    }
  }

  func encode(_ text: [UInt8]) -> [UInt8] {
    guard !entities.isEmpty else { return text }
    return text.flatMap { byte in entities[byte].map { Array($0.utf8) } ?? [byte] }
  }
}
