public import NMTSearch
import NMTSystem

extension Translator {
  /// Translates lines that arrive over time, one translation each, in order.
  ///
  /// Lines that have arrived while others were translated go through the model together; a line that arrives alone is
  /// translated at once. At most `window` lines are held, so a slow consumer slows the producer down. Cancelling the task
  /// that iterates ends the iteration with a `CancellationError`, also while it waits for a line.
  ///
  /// The iteration throws what `lines` throws, and what `translate` throws: a ``LineError`` for a line that cannot be
  /// translated. `results` of the sequence goes on behind such a line.
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

  /// Translates lines with their constraints that arrive over time, one translation each, in order: as lines without.
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

/// Translations of lines that arrive over time: see ``Translator/translations(of:window:)-(Lines,_)``.
public struct TranslationSequence: AsyncSequence, Sendable {
  public typealias Element = Translation

  /// What became of each line: an error takes the place of a translation and does not end the iteration.
  public let results: TranslationResultSequence

  fileprivate init(
    _ translator: Translator, _ window: Int, _ feed: @escaping @Sendable (LineQueue) async throws -> Void
  ) {
    results = TranslationResultSequence(translator: translator, window: window, feed: feed)
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(results: results.makeAsyncIterator()) }

  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var results: TranslationResultSequence.AsyncIterator

    /// The next line's translation; nil behind the last one.
    public mutating func next() async throws -> Translation? { try await results.next()?.get() }
  }
}

/// Results of lines that arrive over time: see ``TranslationSequence/results``.
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
    /// Lines that were translated before those that are ready.
    private var count = 0

    fileprivate init(_ sequence: TranslationResultSequence, _ queue: LineQueue, _ feeding: Feeding) {
      (translator, window) = (sequence.translator, sequence.window)
      (self.queue, self.feeding) = (queue, feeding)
    }

    /// What became of the next line; nil behind the last one.
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

/// Ends the reading of lines when nobody iterates any more.
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

/// Lines between the one who reads them and the one who translates them, at most `limit`.
private actor LineQueue {
  private let limit: Int
  private var lines: [TranslationInput] = []
  private var isFinished = false
  private var error: (any Error)?
  private var consumer: CheckedContinuation<Void, Never>?
  private var producer: CheckedContinuation<Void, Never>?

  init(limit: Int) { self.limit = limit }

  /// Waits while the queue is full; throws once nobody takes lines any more.
  func append(_ line: TranslationInput) async throws {
    try Task.checkCancellation()
    if isFinished { throw CancellationError() }
    lines.append(line)
    wakeConsumer()
    if lines.count >= limit { await withCheckedContinuation { producer = $0 } }
  }

  /// No line comes any more; only the first call says why.
  func finish(_ error: (any Error)?) {
    if isFinished { return }
    isFinished = true
    self.error = error
    wakeConsumer()
    wakeProducer()
  }

  /// Waits for a line and takes all that are there; none at the end.
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
