public import NMTSearch
import NMTSystem

// The forms for async code: the work runs on the translator's own threads, and the task that waits keeps none of Swift
// concurrency's.
extension Translator {
  /// Translates lines, one translation each, in order. Blank lines come back as they are.
  ///
  /// - Parameters:
  ///   - lines: a line feed in a line is white space.
  ///   - options: of this call; nil for the translator's own.
  ///   - progress: called from threads of the translator, one call at a time; should return soon.
  /// - Throws: a `CancellationError` soon after the task was cancelled; a `Failure` where options are out of range, or
  ///   memory or threads are short.
  public func translate(
    _ lines: [String], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) async throws -> [Translation] {
    try await translate(lines.map { TranslationInput($0) }, options: options, progress: progress)
  }

  /// Translates lines under their constraints. Those of a line that is translated in pieces are for its first piece; what
  /// is excluded is so in all.
  ///
  /// - Throws: a ``LineError`` for the first line whose constraints cannot be met; otherwise as for lines without.
  public func translate(
    _ lines: [TranslationInput], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) async throws -> [Translation] {
    try await translateEach(lines, options: options, progress: progress).map { try $0.get() }
  }

  /// Translates lines under their constraints, where a line that cannot be translated so does not lose the others.
  ///
  /// - Throws: a `CancellationError` soon after the task was cancelled; a `Failure` where options are out of range, or
  ///   memory or threads are short.
  public func translateEach(
    _ lines: [TranslationInput], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) async throws -> [Result<Translation, LineError>] {
    try await onOwnThread { stop in
      try self.with(options).results(lines, TranslationCall(stop: stop, progress: progress))
    }
  }

  /// log P(target | source) of each pair, with that of every target subword and the end of sentence.
  ///
  /// - Throws: as the form that blocks; a `CancellationError` soon after the task was cancelled.
  public func score(_ pairs: [(source: String, target: String)]) async throws -> [ForcedScore] {
    try await onOwnThread { stop in try self.scores(pairs, stop).get() }
  }

  /// Attention over a whole translation: of `target` if it is given, else of the translator's own.
  ///
  /// - Returns: nil for models without attention.
  /// - Throws: as the form that blocks; a `CancellationError` soon after the task was cancelled.
  public func attention(source: String, target: String? = nil) async throws -> AttentionMap? {
    try await onOwnThread { stop in try self.attention(source: source, target: target, stop) }
  }
}

extension InteractiveTranslator {
  /// Answers a request on a thread of the translator's own.
  ///
  /// - Throws: as the form that blocks; a `CancellationError` soon after the task was cancelled.
  public func answer(_ request: CompletionRequest) async throws -> CompletionAnswer {
    try await onOwnThread { stop in try self.answer(request, stop) }
  }
}
