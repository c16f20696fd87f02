import Foundation
import Synchronization

/// Runs `body` for every index in `0..<count` on up to `threads` threads; indices are handed out in order. After all
/// threads have stopped, throws the error with the lowest index, if any.
///
/// The calling thread works too, and alone if the system has no other: results must not depend on which thread runs
/// `body`.
package func forEachParallel<Thrown: Error>(
  count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws(Thrown) -> Void
) throws(Thrown) {
  let workers = min(threads, count)
  if workers <= 1 {
    for index in 0..<count { try body(index) }
    return
  }
  let next = Countdown(count)
  let failure = Locked<(index: Int, error: Thrown)?>(nil)
  let team = Team {
    while let index = next.take() {
      do throws(Thrown) {
        try body(index)
      } catch {
        failure.withLock { if $0.map({ index < $0.index }) ?? true { $0 = (index, error) } }
        next.end()
      }
    }
  }
  for _ in 1..<workers { try? ThreadPool.shared.submit { team.help() } }
  team.help()
  team.disband()
  if let (_, error) = failure.withLock({ $0 }) { throw error }
}

/// Runs `body` for each index on several threads and collects one result per index.
package func mapParallel<Result: Sendable, Thrown: Error>(
  count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws(Thrown) -> Result
) throws(Thrown) -> [Result] {
  let results = Locked([Result?](repeating: nil, count: count))
  try forEachParallel(count: count, threads: threads) { index throws(Thrown) in
    let result = try body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.map { $0! } }
}

/// Indices not handed out yet.
private final class Countdown: Sendable {
  private let next = Atomic(0)
  private let count: Int

  init(_ count: Int) { self.count = count }

  func take() -> Int? {
    let index = next.add(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }

  func end() { next.store(count, ordering: .relaxed) }
}

/// Threads that share one piece of work. Helpers that start after its end find nothing to do, so a busy pool delays
/// nobody.
private final class Team: @unchecked Sendable {
  private let condition = NSCondition()
  /// Nil once the team is disbanded.
  private var work: (@Sendable () -> Void)?
  private var active = 0

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }

  func help() {
    condition.lock()
    guard let work else { return condition.unlock() }
    active += 1
    condition.unlock()
    work()
    condition.lock()
    active -= 1
    if active == 0 { condition.signal() }
    condition.unlock()
  }

  /// Waits until all active helpers have finished.
  func disband() {
    condition.lock()
    work = nil
    while active > 0 { condition.wait() }
    condition.unlock()
  }
}
