package import Foundation

/// Threads of our own for work that lasts.
///
/// `DispatchQueue` lends the threads that Swift concurrency runs on: a translation there would stop every other task of the
/// process. Threads are started as they are needed, at most `limit`, and end when they have been idle for a while.
package final class ThreadPool: @unchecked Sendable {
  /// The pool of this process. Four threads per processor: a short call gets a thread while long ones go on, and the number
  /// of callers does not become the number of threads.
  package static let shared = ThreadPool(limit: max(8, 4 * Machine.coreCount))

  private typealias Job = @Sendable () -> Void

  private let limit: Int
  /// Seconds after which an idle thread ends.
  private let patience: TimeInterval
  /// Guards everything below; signalled when a job or a thread arrives.
  private let condition = NSCondition()
  /// First in, first out; taken from `first` on.
  private var jobs: [Job] = []
  private var first = 0
  /// Threads that are alive, those of them that are only just starting, and those that wait for a job.
  private var count = 0
  private var starting = 0
  private var idle = 0
  /// Callers that wait for threads to start.
  private var preparing = 0

  package init(limit: Int, patience: TimeInterval = 10) {
    precondition(limit > 0, "ThreadPool: a limit of \(limit)")
    self.limit = limit
    self.patience = patience
  }

  /// Has a thread run `body`, once one is free.
  ///
  /// - Throws: a `Failure(.operatingSystem)` where there is no thread and the system gives none; `body` never runs then.
  package func submit(_ body: @escaping @Sendable () -> Void) throws(Failure) {
    condition.lock()
    defer { condition.unlock() }
    if idle + starting <= jobs.count - first, count < limit {
      do throws(Failure) {
        try start()
      } catch {
        guard count > 0 else { throw error }
      }
    }
    jobs.append(body)
    wake()
  }

  /// Has threads start until this many are idle, as far as the limit and the system allow, and waits for them.
  ///
  /// A thread takes its stack and, from the C library, an arena of up to 64 MiB of address space. Whoever asks for memory
  /// where that is short does so when these are taken.
  package func prepare(_ threads: Int) {
    condition.lock()
    defer { condition.unlock() }
    while idle + starting < threads, count < limit {
      do throws(Failure) { try start() } catch { break }
    }
    preparing += 1
    while starting > 0 { condition.wait() }
    preparing -= 1
  }

  /// Threads that are alive.
  package var threadCount: Int { condition.withLock { count } }

  private func start() throws(Failure) {
    try startThread("tolmacs") { [self] in
      condition.withLock {
        starting -= 1
        wake()
      }
      while let job = nextJob() { job() }
    }
    count += 1
    starting += 1
  }

  /// Waits for a job; nil where none came for a while, and the thread ends.
  private func nextJob() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    idle += 1
    defer { idle -= 1 }
    let deadline = Date(timeIntervalSinceNow: patience)
    while first == jobs.count {
      if !condition.wait(until: deadline), first == jobs.count {
        count -= 1
        return nil
      }
    }
    defer { dropFirst() }
    return jobs[first]
  }

  private func dropFirst() {
    first += 1
    guard first == jobs.count || first > 1000 else { return }
    jobs.removeFirst(first)
    first = 0
  }

  /// One thread is enough for a job, but callers that prepare wait for the same condition.
  private func wake() {
    if preparing > 0 { condition.broadcast() } else { condition.signal() }
  }
}
