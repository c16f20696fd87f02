import NMTSystem
import NMTText

/// Translates a document with wrapped paragraphs: joins their lines, translates, and wraps again at the same width.
///
/// Blank lines are returned unchanged, and paragraphs keep their indents, marks and line ends; a paragraph of one line
/// stays one line. Memory is bounded: a block of more than `blockLimit` lines or 4 MiB without a blank line is
/// processed in parts. Unreadable input ends the run after the lines before it have been answered.
package struct WrappedRun: Sendable {
  package var frame: RunFrame

  static let blockLimit = 1024

  package init(_ frame: RunFrame) { self.frame = frame }

  /// Runs to the end of the input.
  ///
  /// - Parameter translator: translator with `TranslationOptions.isDocument`.
  package func run(_ translator: Translator) throws {
    precondition(translator.options.isDocument, "WrappedRun: a translator of lines")
    let reader = try LineReader(path: frame.input, keeping: [.byteOrderMark, .carriageReturns])
    var notes = TranslationNotes()
    var waiting: [String] = []
    var (answered, isAtEnd) = (0, false)
    try frame.run(counting: ("translated", "lines")) {
      if isAtEnd { return nil }
      var failure: (any Error)?
      do {
        isAtEnd = try !read(reader, into: &waiting, first: answered, &notes)
      } catch {
        (isAtEnd, failure) = (true, error)
      }
      let ready = isAtEnd || reader.isLastLineOpen ? waiting.count : readyCount(waiting)
      let translated = try translate(Array(waiting[..<ready]), answered, translator, &notes)
      waiting.removeFirst(ready)
      answered += ready
      let isOpen = reader.isLastLineOpen && failure == nil
      return RunBlock(count: ready, share: reader.share, failure: failure) {
        try write(translated, isOpen: isOpen, to: $0)
      }
    }
    if !frame.isQuiet { notes.tell(name: reader.name, translator) }
  }

  /// Adds the available lines to those waiting; returns false at the end.
  ///
  /// - Parameter first: index of the first waiting line.
  private func read(
    _ reader: LineReader, into waiting: inout [String], first: Int, _ notes: inout TranslationNotes
  ) throws -> Bool {
    guard let lines = try reader.nextAvailable(limit: Self.blockLimit) else { return false }
    for line in lines {
      let number = first + waiting.count + 1
      let place = { "\(reader.name):\(number)" }
      waiting.append(try decodeUTF8(line, policy: frame.invalidUTF8, place: place, counter: &notes.repairedLines))
    }
    return true
  }

  /// Number of lines that can be translated: whole blocks, because text after the last blank line may continue; all if
  /// there are too many.
  private func readyCount(_ waiting: [String]) -> Int {
    let whole = waiting.lastIndex(where: isBlank).map { $0 + 1 } ?? 0
    let rest = waiting[whole...]
    let isFull = rest.count >= Self.blockLimit || rest.reduce(0) { $0 + $1.utf8.count } >= LineReader.windowSize
    return isFull ? waiting.count : whole
  }

  private func write(_ lines: [String], isOpen: Bool, to writer: LineWriter) throws {
    for (number, line) in lines.enumerated() {
      if isOpen, number == lines.count - 1 { writer.write(text: line) } else { try writer.write(line: line) }
    }
  }

  /// - Parameter first: index of the first line in the input.
  private func translate(
    _ lines: [String], _ first: Int, _ translator: Translator, _ notes: inout TranslationNotes
  ) throws -> [String] {
    let space = isWrittenWithoutSpaces(translator.pipeline.options.sourceLanguage) ? "" : " "
    var parts: [(blank: String?, paragraph: WrappedParagraph?, line: Int)] = []
    for block in lines.indices.split(whereSeparator: { isBlank(lines[$0]) }) where !block.isEmpty {
      for paragraph in wrappedParagraphs(block.map { lines[$0] }, joinedBy: space) {
        parts.append((nil, paragraph, block.first! + paragraph.firstLine))
      }
    }
    parts += lines.indices.filter { isBlank(lines[$0]) }.map { (lines[$0], nil, $0) }
    parts.sort { $0.line < $1.line }
    let found = try translator.translate(parts.compactMap { $0.paragraph?.text })
    var next = 0
    return parts.flatMap { part -> [String] in
      guard let paragraph = part.paragraph else { return [part.blank!] }
      notes.count([found[next]], isDocument: true, first: first + part.line)
      next += 1
      return paragraph.lines(found[next - 1].text)
    }
  }
}
