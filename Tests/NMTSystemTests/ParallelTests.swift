import NMTSystem
import Testing

@Suite struct ParallelTests {
  private struct Odd: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 7]) func resultsStandInOrder(threads: Int) {
    let squares = mapParallel(count: 1000, threads: threads) { $0 * $0 }
    #expect(squares == (0..<1000).map { $0 * $0 })
    #expect(mapParallel(count: 0, threads: threads) { $0 } == [])
  }

  @Test(arguments: [1, 2, 7]) func everyIndexComesOnce(threads: Int) {
    let seen = Locked([Int](repeating: 0, count: 5000))
    forEachParallel(count: 5000, threads: threads) { index in seen.withLock { $0[index] += 1 } }
    #expect(seen.withLock { $0 } == [Int](repeating: 1, count: 5000))
  }

  /// Every odd index fails; whichever thread is first, what is thrown is index 1's: it was handed out before the others.
  @Test(arguments: [1, 2, 7]) func theErrorOfTheLowestIndexIsThrown(threads: Int) {
    for _ in 0..<200 {
      #expect(throws: Odd(index: 1)) {
        try forEachParallel(count: 50, threads: threads) { index in
          if index % 2 == 1 { throw Odd(index: index) }
        }
      }
    }
  }

  /// What a body throws leaves the lock free, and the value as it was left.
  @Test func aThrownErrorUnlocks() {
    let value = Locked(1)
    #expect(throws: Odd(index: 2)) {
      try value.withLock { value throws(Odd) in
        value = 2
        throw Odd(index: value)
      }
    }
    #expect(value.withLock { $0 } == 2)
  }
}
