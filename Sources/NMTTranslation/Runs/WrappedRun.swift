import NMTSystem
package import NMTText

/// Translates a document whose paragraphs are broken into lines: joined, translated, broken again at the same width.
///
/// Blank lines come back as they are, paragraphs with their indents, marks and line ends; a paragraph of one line stays one
/// line. Memory is bounded: a block of more than `blockLimit` lines or 4 MiB without a blank one is taken in parts. What cannot
/// be read ends the run when the lines before it have been answered.
package struct WrappedRun: Sendable {
  /// Path of a plain or .gz file; `"-"` is stdin.
  package var input: String
  /// Path; `"-"` is stdout.
  package var output: String
  package var invalidUTF8: InvalidUTF8Policy
  /// Whether only errors are told.
  package var isQuiet: Bool

  static let blockLimit = 1024

  package init(
    input: String = "-", output: String = "-", invalidUTF8: InvalidUTF8Policy = .replace, isQuiet: Bool = false
  ) {
    self.input = input
    self.output = output
    self.invalidUTF8 = invalidUTF8
    self.isQuiet = isQuiet
  }

  /// Runs to the end of the input. SIGTERM and SIGINT end the process with whole lines written.
  ///
  /// - Parameter translator: with `TranslationOptions.isDocument`.
  package func run(_ translator: Translator) throws {
    precondition(translator.options.isDocument, "WrappedRun: a translator of lines")
    let reader = try LineReader(path: input, keepsByteOrderMark: true, keepsCarriageReturns: true)
    let output = try StoppableOutput(path: output, apartFrom: [input])
    output.leaveOnSignal()
    let progress = Progress("translated", unit: "lines", output: self.output, isQuiet: isQuiet)
    var notes = TranslationNotes()
    var waiting: [String] = []
    var (isAtEnd, failure): (Bool, (any Error)?) = (false, nil)
    while !isAtEnd {
      do {
        isAtEnd = try !read(reader, into: &waiting, first: progress.count, &notes)
      } catch {
        (isAtEnd, failure) = (true, error)
      }
      let ready = isAtEnd || reader.isLastLineOpen ? waiting.count : readyCount(waiting)
      let translated = try translate(Array(waiting[..<ready]), progress.count, translator, &notes)
      waiting.removeFirst(ready)
      try output.write { try write(translated, isOpen: reader.isLastLineOpen && failure == nil, to: $0) }
      progress.advance(by: ready, share: reader.share)
    }
    if let failure { throw failure }
    try output.close()
    progress.finish()
    if !isQuiet { notes.tell(name: reader.name, translator) }
  }

  /// Adds the lines that are there to those that wait; false at the end.
  ///
  /// - Parameter first: index of the first line that waits.
  private func read(
    _ reader: LineReader, into waiting: inout [String], first: Int, _ notes: inout TranslationNotes
  ) throws -> Bool {
    guard let lines = try reader.nextAvailable(limit: Self.blockLimit) else { return false }
    for line in lines {
      let number = first + waiting.count + 1
      let place = { "\(reader.name):\(number)" }
      waiting.append(try decodeUTF8(line, policy: invalidUTF8, place: place, counter: &notes.repairedLines))
    }
    return true
  }

  /// How many lines can go: whole blocks, as what follows the last blank line may go on; all where that is too much.
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
