import NMTSystem
import NMTText

/// A session with an editor: a JSON object a line in, a JSON object a line out, each written before the next is waited for.
///
/// | key of a request | meaning |
/// |---|---|
/// | `source` | the line to translate |
/// | `prefix` | the translation as far as it is typed; default none |
/// | `position` | how many code points of the prefix are fixed; default all |
/// | `completions`, `alternatives` | how many are wanted; default 1 and 0 |
/// | `unit` | what alternatives are: `word` (default) or `subword` |
/// | `id` | a text or a number that comes back with the answer |
///
/// An answer has `prefix`, `completions` (`text`, `completion`, `score`, `log_probability`), `alternatives` (`text`,
/// `word`, `probability`, `end`) and `cached`. What cannot be answered is answered by `error`, and the session goes on:
/// N requests, N answers, in order.
package struct InteractiveRun: Sendable {
  package var frame: RunFrame
  /// Sources whose encoded states are kept.
  package var cachedSources: Int

  package init(_ frame: RunFrame, cachedSources: Int = 16) {
    self.frame = frame
    self.cachedSources = cachedSources
  }

  /// Runs to the end of the input.
  package func run(_ translator: Translator) throws {
    let interactive = try InteractiveTranslator(translator, cachedSources: cachedSources)
    let reader = try LineReader(path: frame.input)
    try frame.run(counting: nil) {
      guard let line = try reader.next() else { return nil }
      let reply = try Self.answer(to: line, interactive)
      return RunBlock(count: 1, share: nil) { try $0.write(line: reply) }
    }
  }

  /// The line that answers a line, whatever it holds.
  package static func answer(to line: [UInt8], _ interactive: InteractiveTranslator) throws -> String {
    try reply(to: line, interactive).line()
  }

  private static func reply(to line: [UInt8], _ interactive: InteractiveTranslator) -> InteractiveReply {
    var id: MessageIdentifier?
    do {
      let message = try InteractiveMessage(line: line)
      id = message.id
      return InteractiveReply(id: id, result: .success(try interactive.answer(message.request)))
    } catch {
      let failure = error as? Failure ?? Failure(.software, "\(error)", at: "")
      return InteractiveReply(id: id ?? MessageIdentifier(line: line), result: .failure(failure))
    }
  }
}
