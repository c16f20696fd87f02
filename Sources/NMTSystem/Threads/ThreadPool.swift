package import Foundation

/// Our own threads for lasting work.
///
/// `DispatchQueue` uses the threads of Swift concurrency, where a translation would block every other task of the
/// process. Threads start on demand, up to `limit`, and end after being idle for a while.
package final class ThreadPool: @unchecked Sendable {
  /// The shared pool of this process. With four threads per processor, a short call gets a thread while long ones run,
  /// and the number of threads does not follow the number of callers.
  package static let shared = ThreadPool(limit: max(8, 4 * Machine.coreCount))

  private typealias Job = @Sendable () -> Void

  private let limit: Int
  /// Seconds after which an idle thread ends.
  private let patience: TimeInterval
  /// Guards everything below; signalled when a job or a thread arrives.
  private let condition = NSCondition()
  /// Queue in FIFO order; taken from `first` on.
  private var jobs: [Job] = []
  private var first = 0
  /// Number of live threads; `starting` of them are not running yet, `idle` of them wait for a job.
  private var count = 0
  private var starting = 0
  private var idle = 0
  /// Number of callers waiting for threads to start.
  private var preparing = 0

  package init(limit: Int, patience: TimeInterval = 10) {
    precondition(limit > 0, "ThreadPool: a limit of \(limit)")
    self.limit = limit
    self.patience = patience
  }

  /// Runs `body` on a thread once one is free.
  ///
  /// - Throws: a `Failure(.operatingSystem)` if there is no thread and none can be started; `body` then never runs.
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

  /// Starts threads until this many are idle, as far as the limit and the system allow, and waits for them.
  ///
  /// A thread takes its stack and, from the C library, an arena of up to 64 MiB of address space. Starting threads
  /// first means that a later request for memory accounts for these.
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

  /// Number of live threads.
  package var threadCount: Int { condition.withLock { count } }

  private func start() throws(Failure) {
    try startThread("tolmacs") { [self] in
      var job = nextJob(isStarting: true)
      while let body = job {
        body()
        job = nextJob()
      }
    }
    count += 1
    starting += 1
  }

  /// Waits for a job; returns nil after a while without one, and the thread ends.
  ///
  /// - Parameter isStarting: true for a thread's first call. It is counted as idle in the moment it is no longer starting.
  private func nextJob(isStarting: Bool = false) -> Job? {
    condition.lock()
    defer { condition.unlock() }
    idle += 1
    if isStarting {
      starting -= 1
      wake()
    }
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

  /// Wakes one thread, or all if callers wait in `prepare` on the same condition.
  private func wake() {
    if preparing > 0 { condition.broadcast() } else { condition.signal() }
  }
}
