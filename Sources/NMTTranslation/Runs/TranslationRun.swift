import NMTSearch
import NMTSystem
import NMTText

/// Translates a stream of lines: N lines in, N lines out (more only for n-best lists), in order and in constant memory.
///
/// Lines that are already available are translated together, at most `window` and no more once they reach 4 MiB; a line
/// that arrives alone is answered before the next is waited for. Unreadable input ends the run after the lines before
/// it have been answered.
package struct TranslationRun: Sendable {
  package var frame: RunFrame
  package var format: TranslationFormat
  package var inputFormat: InputFormat
  /// Most lines in memory.
  package var window: Int

  package init(
    _ frame: RunFrame, format: TranslationFormat = TranslationFormat(), inputFormat: InputFormat = .text,
    window: Int = 1024
  ) {
    self.frame = frame
    self.format = format
    self.inputFormat = inputFormat
    self.window = window
  }

  /// Runs to the end of the input.
  ///
  /// - Parameter observe: receives the written translations, in order.
  package func run(_ translator: Translator, observe: @escaping ([Translation]) throws -> Void = { _ in }) throws {
    let keepsLayout = translator.options.isDocument && inputFormat == .text && format == TranslationFormat()
    let reader = try LineReader(
      path: frame.input, keeping: keepsLayout ? [.byteOrderMark, .carriageReturns] : [])
    var notes = TranslationNotes()
    try frame.run(counting: ("translated", "lines")) {
      guard let lines = try reader.nextAvailable(limit: window) else { return nil }
      let first = reader.lineNumber - lines.count
      let (inputs, failure) = decode(lines, first: first, name: reader.name, repaired: &notes.repairedLines)
      let translations = try translator.translateEach(inputs).map { try $0.mapError(\.failure).get() }
      let isLastLineOpen = keepsLayout && reader.isLastLineOpen && translations.count == lines.count
      return RunBlock(
        count: lines.count, share: reader.share, failure: failure,
        write: { try write(translations, first: first, isLastLineOpen: isLastLineOpen, to: $0) },
        finish: {
          notes.count(translations, isDocument: translator.options.isDocument, first: first)
          try observe(translations)
        })
    }
    if !frame.isQuiet { notes.tell(name: reader.name, translator) }
  }

  private func write(
    _ translations: [Translation], first: Int, isLastLineOpen: Bool, to writer: LineWriter
  ) throws {
    for (offset, translation) in translations.enumerated() {
      let isOpen = isLastLineOpen && offset == translations.count - 1
      for line in try format.lines(translation, index: first + offset) {
        if isOpen { writer.write(text: line) } else { try writer.write(line: line) }
      }
    }
  }

  /// Decodes the lines to translate, up to the first one that cannot be read.
  private func decode(
    _ lines: [[UInt8]], first: Int, name: String, repaired: inout Int
  ) -> (inputs: [TranslationInput], failure: (any Error)?) {
    var inputs: [TranslationInput] = []
    for line in lines {
      let number = first + inputs.count + 1
      let place = { "\(name):\(number)" }
      do {
        let text = try decodeUTF8(line, policy: frame.invalidUTF8, place: place, counter: &repaired)
        inputs.append(try inputFormat.input(text, place: place()))
      } catch {
        return (inputs, error)
      }
    }
    return (inputs, nil)
  }
}
