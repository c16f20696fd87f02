import NMTSystem
import NMTText

/// A session with an editor: one JSON object per line in and out; each answer is written before the next request is
/// read.
///
/// | key of a request | meaning |
/// |---|---|
/// | `source` | the line to translate |
/// | `prefix` | the translation typed so far; default none |
/// | `position` | number of code points of the prefix that are fixed; default all |
/// | `completions`, `alternatives` | numbers of them to return; default 1 and 0 |
/// | `unit` | unit of the alternatives: `word` (default) or `subword` |
/// | `id` | a string or a number that is returned with the answer |
///
/// An answer has `prefix`, `completions` (`text`, `completion`, `score`, `log_probability`), `alternatives` (`text`,
/// `word`, `probability`, `end`) and `cached`. A request that fails is answered with `error`, and the session
/// continues: N requests get N answers, in order.
package struct InteractiveRun: Sendable {
  package var frame: RunFrame
  /// Number of sources whose encoded states are cached.
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

  /// The answer to a line, whatever it contains.
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
