import NMTSearch
import NMTSystem
package import NMTText

/// Translates a stream of lines: N lines in, N lines out (more only for n-best lists), in order, in memory that does not
/// grow with the stream.
///
/// Lines that are there go through the model together, at most `window` of them and no more once they have 4 MiB; a line
/// that arrives alone is answered before the next one is waited for. What cannot be read ends the run when the lines before
/// it have been answered.
package struct TranslationRun: Sendable {
  /// Path of a plain or .gz file; `"-"` is stdin.
  package var input: String
  /// Path; `"-"` is stdout.
  package var output: String
  package var format: TranslationFormat
  package var inputFormat: InputFormat
  package var invalidUTF8: InvalidUTF8Policy
  /// Most lines in memory.
  package var window: Int
  /// Whether only errors are told.
  package var isQuiet: Bool

  package init(
    input: String = "-", output: String = "-", format: TranslationFormat = TranslationFormat(),
    inputFormat: InputFormat = .text, invalidUTF8: InvalidUTF8Policy = .replace, window: Int = 1024,
    isQuiet: Bool = false
  ) {
    self.input = input
    self.output = output
    self.format = format
    self.inputFormat = inputFormat
    self.invalidUTF8 = invalidUTF8
    self.window = window
    self.isQuiet = isQuiet
  }

  /// Runs to the end of the input. SIGTERM and SIGINT end the process with whole lines written.
  ///
  /// - Parameter observe: takes the translations that were written, in order.
  package func run(_ translator: Translator, observe: ([Translation]) throws -> Void = { _ in }) throws {
    let keepsLayout = translator.options.isDocument && inputFormat == .text && format == TranslationFormat()
    let reader = try LineReader(
      path: input, keepsByteOrderMark: keepsLayout, keepsCarriageReturns: keepsLayout)
    let output = try StoppableOutput(path: output, apartFrom: [input])
    output.leaveOnSignal()
    let progress = Progress("translated", unit: "lines", output: self.output, isQuiet: isQuiet)
    var notes = TranslationNotes()
    while let lines = try reader.nextAvailable(limit: window) {
      let first = reader.lineNumber - lines.count
      let (inputs, failure) = decode(lines, first: first, name: reader.name, repaired: &notes.repairedLines)
      let translations = try translator.translate(inputs)
      try output.write { writer in
        for (offset, translation) in translations.enumerated() {
          let isOpen = keepsLayout && reader.isLastLineOpen && offset == lines.count - 1
          for line in try format.lines(translation, index: first + offset) {
            if isOpen { writer.write(text: line) } else { try writer.write(line: line) }
          }
        }
      }
      if let failure { throw failure }
      notes.count(translations, isDocument: translator.options.isDocument, first: first)
      try observe(translations)
      progress.advance(by: lines.count, share: reader.share)
    }
    try output.close()
    progress.finish()
    if !isQuiet { notes.tell(name: reader.name, translator) }
  }

  /// The lines as they are translated, up to the first one that cannot be read.
  private func decode(
    _ lines: [[UInt8]], first: Int, name: String, repaired: inout Int
  ) -> (inputs: [TranslationInput], failure: (any Error)?) {
    var inputs: [TranslationInput] = []
    for line in lines {
      let number = first + inputs.count + 1
      let place = { "\(name):\(number)" }
      do {
        let text = try decodeUTF8(line, policy: invalidUTF8, place: place, counter: &repaired)
        inputs.append(try inputFormat.input(text, place: place()))
      } catch {
        return (inputs, error)
      }
    }
    return (inputs, nil)
  }
}
