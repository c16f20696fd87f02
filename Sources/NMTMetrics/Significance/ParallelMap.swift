import Dispatch
import Synchronization

/// `body` of every index on up to `threads` threads; the results in order.
func parallelMap<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  if min(threads, count) <= 1 { return (0..<count).map(body) }
  let next = Atomic(0)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
      let result = body(index)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.map { $0! } }
}
