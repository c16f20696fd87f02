import Dispatch

extension Translator {
  /// Translations of lines that arrive over time, one each, in order.
  ///
  /// Lines that have arrived while others were translated go through the model together; a line that arrives alone is
  /// translated at once. At most `window` lines are held, so a slow consumer slows the producer down. Cancelling the task
  /// that iterates ends the iteration with a `CancellationError`, also while it waits for a line.
  public func translations<Lines: AsyncSequence & Sendable>(
    of lines: Lines, window: Int = 1024
  ) -> TranslationSequence<Lines> where Lines.Element == String {
    precondition(window > 0, "Translator.translations: a window of \(window) lines")
    return TranslationSequence(translator: self, lines: lines, window: window)
  }
}

/// See `Translator.translations(of:window:)`.
public struct TranslationSequence<Lines: AsyncSequence & Sendable>: AsyncSequence, Sendable
where Lines.Element == String {
  public typealias Element = Translation

  fileprivate let translator: Translator
  fileprivate let lines: Lines
  fileprivate let window: Int

  public func makeAsyncIterator() -> AsyncIterator {
    let queue = LineQueue(limit: window)
    let (lines, feeder) = (lines, queue)
    let task = Task {
      do {
        for try await line in lines {
          if Task.isCancelled { break }
          await feeder.append(line)
        }
        await feeder.finish(nil)
      } catch {
        await feeder.finish(error)
      }
    }
    return AsyncIterator(translator: translator, queue: queue, feeding: Feeding(task: task, queue: queue))
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let translator: Translator
    fileprivate let queue: LineQueue
    fileprivate let feeding: Feeding
    private var ready: ArraySlice<Translation> = []

    fileprivate init(translator: Translator, queue: LineQueue, feeding: Feeding) {
      self.translator = translator
      self.queue = queue
      self.feeding = feeding
    }

    public mutating func next() async throws -> Translation? {
      try Task.checkCancellation()
      if ready.isEmpty {
        let (queue, feeding) = (queue, feeding)
        let lines = try await withTaskCancellationHandler {
          try await queue.takeAll()
        } onCancel: {
          feeding.end()
        }
        try Task.checkCancellation()
        if lines.isEmpty { return nil }
        ready = try await translateOffPool(lines)[...]
      }
      return ready.popFirst()
    }

    /// Translating keeps a thread busy for long, which the threads of async code must not be.
    private func translateOffPool(_ lines: [String]) async throws -> [Translation] {
      let translator = translator
      return try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
          continuation.resume(with: Result { try translator.translate(lines) })
        }
      }
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
  private var lines: [String] = []
  private var isFinished = false
  private var error: (any Error)?
  private var consumer: CheckedContinuation<Void, Never>?
  private var producer: CheckedContinuation<Void, Never>?

  init(limit: Int) { self.limit = limit }

  /// Waits while the queue is full.
  func append(_ line: String) async {
    if isFinished { return }
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
  func takeAll() async throws -> [String] {
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
