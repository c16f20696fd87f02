public import NMTSearch
import NMTSystem

extension Translator {
  /// Translates lines that arrive over time, one translation each, in order.
  ///
  /// Lines that have arrived while others were being translated are translated together; a line that arrives alone is
  /// translated at once. At most `window` lines are held, so a slow consumer slows the producer down. Cancelling the
  /// iterating task ends the iteration with a `CancellationError`, even while it waits for a line.
  ///
  /// The iteration throws errors of `lines` and of `translate`: a ``LineError`` for a line that cannot be translated.
  /// The sequence's `results` continues after such a line.
  ///
  /// - Parameters:
  ///   - lines: source lines, without line ends.
  ///   - window: most lines in memory, 1 or more; otherwise the iteration begins with a `Failure`.
  public func translations<Lines: AsyncSequence & Sendable>(
    of lines: Lines, window: Int = 1024
  ) -> TranslationSequence where Lines.Element == String {
    TranslationSequence(self, window) { queue in
      for try await line in lines { try await queue.append(TranslationInput(line)) }
    }
  }

  /// Translates lines with constraints that arrive over time, one translation each, in order, like lines without.
  ///
  /// - Parameters:
  ///   - inputs: source lines with their constraints.
  ///   - window: most lines in memory, 1 or more; otherwise the iteration begins with a `Failure`.
  public func translations<Inputs: AsyncSequence & Sendable>(
    of inputs: Inputs, window: Int = 1024
  ) -> TranslationSequence where Inputs.Element == TranslationInput {
    TranslationSequence(self, window) { queue in
      for try await input in inputs { try await queue.append(input) }
    }
  }
}

/// Translations of lines that arrive over time; see ``Translator/translations(of:window:)-(Lines,_)``.
public struct TranslationSequence: AsyncSequence, Sendable {
  public typealias Element = Translation

  /// Results of all lines: an error takes the place of a translation and does not end the iteration.
  public let results: TranslationResultSequence

  fileprivate init(
    _ translator: Translator, _ window: Int, _ feed: @escaping @Sendable (LineQueue) async throws -> Void
  ) {
    results = TranslationResultSequence(translator: translator, window: window, feed: feed)
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(results: results.makeAsyncIterator()) }

  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var results: TranslationResultSequence.AsyncIterator

    /// The next line's translation; nil after the last.
    public mutating func next() async throws -> Translation? { try await results.next()?.get() }
  }
}

/// Results of lines that arrive over time; see ``TranslationSequence/results``.
public struct TranslationResultSequence: AsyncSequence, Sendable {
  public typealias Element = Result<Translation, LineError>

  fileprivate let translator: Translator
  fileprivate let window: Int
  /// Appends the lines to a queue.
  fileprivate let feed: @Sendable (LineQueue) async throws -> Void

  public func makeAsyncIterator() -> AsyncIterator {
    let queue = LineQueue(limit: window)
    let feed = feed
    let task = Task {
      do {
        if window > 0 { try await feed(queue) }
        await queue.finish(nil)
      } catch {
        await queue.finish(error)
      }
    }
    return AsyncIterator(self, queue, Feeding(task: task, queue: queue))
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    private let translator: Translator
    private let window: Int
    private let queue: LineQueue
    private let feeding: Feeding
    private var ready: ArraySlice<Element> = []
    /// Number of lines translated before those that are ready.
    private var count = 0

    fileprivate init(_ sequence: TranslationResultSequence, _ queue: LineQueue, _ feeding: Feeding) {
      (translator, window) = (sequence.translator, sequence.window)
      (self.queue, self.feeding) = (queue, feeding)
    }

    /// Result of the next line; nil after the last.
    public mutating func next() async throws -> Element? {
      try Task.checkCancellation()
      guard window > 0 else {
        throw NMTSystem.Failure(.badConfiguration, "is \(window)", at: "window", expected: "1 or more")
      }
      if ready.isEmpty {
        let (queue, feeding) = (queue, feeding)
        let lines = try await withTaskCancellationHandler {
          try await queue.takeAll()
        } onCancel: {
          feeding.end()
        }
        try Task.checkCancellation()
        if lines.isEmpty { return nil }
        let first = count
        ready = try await translator.translateEach(lines).map { result in
          result.mapError { LineError(index: first + $0.index, failure: $0.failure) }
        }[...]
        count += lines.count
      }
      return ready.popFirst()
    }
  }
}

/// Stops reading lines when nobody iterates any more.
private final class Feeding: Sendable {
  private let task: Task<Void, Never>
  private let queue: LineQueue

  init(task: Task<Void, Never>, queue: LineQueue) {
    self.task = task
    self.queue = queue
  }

  deinit { end() }

  func end() {
    task.cancel()
    let queue = queue
    Task { await queue.finish(nil) }
  }
}

/// Queue of lines between reader and translator, at most `limit`.
private actor LineQueue {
  private let limit: Int
  private var lines: [TranslationInput] = []
  private var isFinished = false
  private var error: (any Error)?
  private var consumer: CheckedContinuation<Void, Never>?
  private var producer: CheckedContinuation<Void, Never>?

  init(limit: Int) { self.limit = limit }

  /// Waits while the queue is full; throws once the consumer has stopped.
  func append(_ line: TranslationInput) async throws {
    try Task.checkCancellation()
    if isFinished { throw CancellationError() }
    lines.append(line)
    wakeConsumer()
    if lines.count >= limit { await withCheckedContinuation { producer = $0 } }
  }

  /// Marks the end of the lines; only the first call sets the error.
  func finish(_ error: (any Error)?) {
    if isFinished { return }
    isFinished = true
    self.error = error
    wakeConsumer()
    wakeProducer()
  }

  /// Waits for a line and takes all available ones; none at the end.
  func takeAll() async throws -> [TranslationInput] {
    while lines.isEmpty, !isFinished { await withCheckedContinuation { consumer = $0 } }
    defer {
      lines = []
      wakeProducer()
    }
    if lines.isEmpty, let error { throw error }
    return lines
  }

  private func wakeProducer() {
    producer?.resume()
    producer = nil
  }

  private func wakeConsumer() {
    consumer?.resume()
    consumer = nil
  }
}
