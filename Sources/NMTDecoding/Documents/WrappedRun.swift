import NMTSystem
import NMTText

/// Translates a document whose paragraphs are broken into lines: joined, translated, broken again at the same width.
///
/// Blank lines come back as they are, paragraphs with their indents, marks and line ends; a paragraph of one line stays one
/// line. Memory is bounded: a block of more than `blockLimit` lines without a blank one is taken in parts.
public struct WrappedRun: Sendable {
  /// Path of a plain or .gz file; `"-"` is stdin.
  public var input: String
  /// Path; `"-"` is stdout.
  public var output: String
  public var invalidUTF8: InvalidUTF8Policy
  /// Whether only errors are told.
  public var isQuiet: Bool

  static let blockLimit = 1024

  public init(
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
  public func run(_ translator: Translator) throws {
    precondition(translator.options.isDocument, "WrappedRun: a translator of lines")
    let reader = try LineReader(path: input, keepsByteOrderMark: true, keepsCarriageReturns: true)
    let output = try StoppableOutput(path: output)
    output.leaveOnSignal()
    var notes = TranslationNotes()
    var waiting: [String] = []
    while let lines = try reader.nextAvailable(limit: Self.blockLimit) {
      let first = reader.lineNumber - lines.count
      for (offset, line) in lines.enumerated() {
        let place = { "\(reader.name):\(first + offset + 1)" }
        waiting.append(try decodeUTF8(line, policy: invalidUTF8, place: place, counter: &notes.repairedLines))
      }
      // Whole blocks go; what follows the last blank line may go on.
      let whole = waiting.lastIndex(where: isBlank).map { $0 + 1 } ?? 0
      let ready = waiting.count - whole >= Self.blockLimit || reader.isLastLineOpen ? waiting.count : whole
      let translated = try translate(Array(waiting[..<ready]), reader.lineNumber - waiting.count, translator, &notes)
      waiting.removeFirst(ready)
      try output.write { try write(translated, isOpen: reader.isLastLineOpen, to: $0) }
    }
    let rest = try translate(waiting, reader.lineNumber - waiting.count, translator, &notes)
    try output.write { try write(rest, isOpen: false, to: $0) }
    try output.close()
    if !isQuiet { notes.tell(name: reader.name, translator) }
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
