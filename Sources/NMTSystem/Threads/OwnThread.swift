/// Runs lasting work on a thread of our own; the calling task waits without blocking a thread of Swift concurrency.
///
/// Cancelling the task sets the flag passed to `body`; if `body` is still waiting for a thread, it never runs.
///
/// - Throws: errors of `body`; a `CancellationError` once the task is cancelled; a `Failure(.operatingSystem)` if the
///   system cannot provide a thread.
package func onOwnThread<Result: Sendable>(
  _ body: @escaping @Sendable (StopFlag) throws -> Result
) async throws -> Result {
  try Task.checkCancellation()
  let stop = StopFlag()
  let handover = Handover<Result>()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { continuation in
      guard handover.wait(continuation) else { return continuation.resume(throwing: CancellationError()) }
      do {
        try ThreadPool.shared.submit {
          guard let continuation = handover.take() else { return }
          continuation.resume(with: .init { try body(stop) })
        }
      } catch {
        handover.take()?.resume(throwing: error)
      }
    }
  } onCancel: {
    stop.set()
    handover.cancel()?.resume(throwing: CancellationError())
  }
}

/// The continuation of a task until its work begins: whoever takes it must resume it.
private final class Handover<Result: Sendable>: Sendable {
  private enum State {
    case new, waiting(CheckedContinuation<Result, any Error>), taken
  }

  private let state = Locked(State.new)

  /// Returns false if the task was already cancelled.
  func wait(_ continuation: CheckedContinuation<Result, any Error>) -> Bool {
    state.withLock {
      guard case .new = $0 else { return false }
      $0 = .waiting(continuation)
      return true
    }
  }

  func take() -> CheckedContinuation<Result, any Error>? {
    state.withLock {
      guard case .waiting(let continuation) = $0 else { return nil }
      $0 = .taken
      return continuation
    }
  }

  func cancel() -> CheckedContinuation<Result, any Error>? {
    state.withLock { state in
      defer { state = .taken }
      guard case .waiting(let continuation) = state else { return nil }
      return continuation
    }
  }
}
