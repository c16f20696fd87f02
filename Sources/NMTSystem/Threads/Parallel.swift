import Dispatch
import Synchronization

/// Runs `body` for every index of `0..<count` on up to `threads` threads; indices are handed out in order. Of several
/// errors the one of the lowest index is thrown, once all threads have stopped.
package func forEachParallel<Thrown: Error>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(Thrown) -> Void
) throws(Thrown) {
  let workers = min(threads, count)
  if workers <= 1 {
    for index in 0..<count { try body(index) }
    return
  }
  let next = Atomic(0)
  let failure = Locked<(index: Int, error: Thrown)?>(nil)
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
      do throws(Thrown) {
        try body(index)
      } catch {
        failure.withLock { if $0.map({ index < $0.index }) ?? true { $0 = (index, error) } }
        next.store(count, ordering: .relaxed)
      }
    }
  }
  if let (_, error) = failure.withLock({ $0 }) { throw error }
}

/// The same, collecting one result an index.
package func mapParallel<Result: Sendable, Thrown: Error>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(Thrown) -> Result
) throws(Thrown) -> [Result] {
  let results = Locked([Result?](repeating: nil, count: count))
  try forEachParallel(count: count, threads: threads) { index throws(Thrown) in
    let result = try body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.map { $0! } }
}
