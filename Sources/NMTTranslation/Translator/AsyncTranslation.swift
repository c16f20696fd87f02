public import NMTSearch
import NMTSystem

// Variants for async code: the work runs on the translator's own threads, and the waiting task does not block a thread
// of Swift concurrency.
extension Translator {
  /// Translates lines, one translation each, in order. Blank lines are returned unchanged.
  ///
  /// - Parameters:
  /// - lines: source lines; a line feed inside a line is white space.
  /// - options: options of this call; nil for the translator's own.
  /// - progress: called from threads of the translator, one call at a time; should return quickly.
  /// - Throws: a `CancellationError` soon after the task is cancelled; a `Failure` for options out of range, or lack of
  ///   memory or threads.
  public func translate(
    _ lines: [String], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) async throws -> [Translation] {
    try await translate(lines.map { TranslationInput($0) }, options: options, progress: progress)
  }

  /// Translates lines under their constraints. In a line that is translated in pieces, they apply to the first piece,
  /// except exclusions, which apply to all.
  ///
  /// - Throws: a ``LineError`` for the first line whose constraints cannot be met; otherwise the errors of the variant
  ///   without constraints.
  public func translate(
    _ lines: [TranslationInput], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) async throws -> [Translation] {
    try await translateEach(lines, options: options, progress: progress).map { try $0.get() }
  }

  /// Translates lines under their constraints; a line that cannot be translated does not affect the others.
  ///
  /// - Throws: a `CancellationError` soon after the task is cancelled; a `Failure` for options out of range, or lack of
  ///   memory or threads.
  public func translateEach(
    _ lines: [TranslationInput], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) async throws -> [Result<Translation, LineError>] {
    try await onOwnThread { stop in
      try self.with(options).results(lines, TranslationCall(stop: stop, progress: progress))
    }
  }

  /// Computes log P(target | source) of each pair, with that of every target subword and EOS.
  ///
  /// - Throws: the errors of the blocking variant; a `CancellationError` soon after the task is cancelled.
  public func score(_ pairs: [(source: String, target: String)]) async throws -> [ForcedScore] {
    try await onOwnThread { stop in try self.scores(pairs, stop).get() }
  }

  /// Attention over a complete translation: of `target` if given, else of the translator's own.
  ///
  /// - Returns: nil for models without attention.
  /// - Throws: the errors of the blocking variant; a `CancellationError` soon after the task is cancelled.
  public func attention(source: String, target: String? = nil) async throws -> AttentionMap? {
    try await onOwnThread { stop in try self.attention(source: source, target: target, stop) }
  }
}

extension InteractiveTranslator {
  /// Answers a request on a thread of the translator.
  ///
  /// - Throws: the errors of the blocking variant; a `CancellationError` soon after the task is cancelled.
  public func answer(_ request: CompletionRequest) async throws -> CompletionAnswer {
    try await onOwnThread { stop in try self.answer(request, stop) }
  }
}
