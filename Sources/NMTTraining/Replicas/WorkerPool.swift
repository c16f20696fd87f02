import Foundation
import NMTSystem

/// A fixed group of threads that runs one body on every worker at once, with a barrier inside.
///
/// Worker 0 is the calling thread; the others are created once and sleep between jobs, so an update creates no threads.
/// Only one thread may call `run`.
/// creation. Only one thread may call `run`.
package final class WorkerPool: @unchecked Sendable {
  package let count: Int
  private let meeting: Barrier
  private let condition = NSCondition()
  private var job: (@Sendable (Int) -> Void)?
  private var generation = 0
  private var busy = 0
  private var closed = false

  /// - Parameter count: number of workers, including the calling thread; at least 1.
  /// - Throws: `Failure(.operatingSystem)` if the system refuses a thread.
  package init(count: Int) throws {
    precondition(count >= 1, "WorkerPool: \(count) workers")
    self.count = count
    meeting = Barrier(parties: count)
    do {
      for worker in 1..<max(count, 1) { try startThread("replica \(worker)") { [self] in serve(worker) } }
    } catch {
      close()
      throw error
    }
  }

  /// Ends the threads, which otherwise keep the pool alive; the pool cannot be used afterwards.
  package func close() {
    condition.lock()
    closed = true
    condition.broadcast()
    condition.unlock()
  }

  /// Runs `body(worker)` on every worker, `0 ..< count`, and returns when all have finished.
  package func run(_ body: @escaping @Sendable (Int) -> Void) {
    condition.lock()
    precondition(busy == 0 && !closed, "WorkerPool.run: called twice at once, or after close")
    job = body
    generation += 1
    busy = count - 1
    condition.broadcast()
    condition.unlock()
    body(0)
    condition.lock()
    while busy > 0 { condition.wait() }
    job = nil
    condition.unlock()
  }

  /// Waits inside a body until every worker has called this; all then see what the others wrote.
  package func barrier() { meeting.wait() }

  private func serve(_ worker: Int) {
    var seen = 0
    while true {
      condition.lock()
      while generation == seen && !closed { condition.wait() }
      guard generation != seen, let body = job else {
        condition.unlock()
        return
      }
      seen = generation
      condition.unlock()
      body(worker)
      condition.lock()
      busy -= 1
      if busy == 0 { condition.broadcast() }
      condition.unlock()
    }
  }
}

/// A barrier for a fixed number of threads (pthread_barrier_t).
private final class Barrier: @unchecked Sendable {
  private let handle = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)

  init(parties: Int) {
    let code = pthread_barrier_init(handle, nil, UInt32(parties))
    precondition(code == 0, "Barrier: pthread_barrier_init failed with \(code)")
  }

  deinit {
    pthread_barrier_destroy(handle)
    handle.deallocate()
  }

  func wait() { pthread_barrier_wait(handle) }
}

/// The contiguous share of `0 ..< count` for `part` of `parts`; shares differ by at most one `unit`.
package func share(_ part: Int, of parts: Int, count: Int, unit: Int = 1) -> Range<Int> {
  let units = (count + unit - 1) / unit
  return min(count, part * units / parts * unit)..<min(count, (part + 1) * units / parts * unit)
}
