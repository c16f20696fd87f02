import NMTCorpus
import NMTTraining
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  @Test func everyWorkerRunsEveryJobAndMeetsAtTheBarrier() {
    let pool = WorkerPool(count: 3)
    defer { pool.close() }
    let arrived = Atomic<Int>(0)
    let early = Atomic<Int>(0)
    for job in 1...200 {
      pool.run { _ in
        arrived.add(1, ordering: .sequentiallyConsistent)
        pool.barrier()
        if arrived.load(ordering: .sequentiallyConsistent) < 3 * job { early.add(1, ordering: .relaxed) }
        pool.barrier()
      }
    }
    #expect(arrived.load(ordering: .relaxed) == 600)
    #expect(early.load(ordering: .relaxed) == 0)
  }

  @Test func sharesCoverEverythingOnce() {
    for count in [0, 1, 5, 4096, 10_001] {
      for parts in [1, 2, 3, 7] {
        let shares = (0..<parts).map { share($0, of: parts, count: count) }
        #expect(shares.flatMap { Array($0) } == Array(0..<count))
      }
    }
  }

  @Test func batchesAreSplitByTokensAndKeepTheirOrder() {
    let lengths = [9, 1, 1, 4, 4, 1]
    let sentences = lengths.enumerated().map { index, length in [Int32](repeating: Int32(index), count: length) }
    let parts = balanced(ParallelBatch(sources: sentences, targets: sentences), parts: 2)
    // Longest first, each to the lighter side, ties to the first: 9, 1, 1 against 4, 4, 1.
    #expect(parts.map { $0.sources.map(\.count).reduce(0, +) } == [11, 9])
    #expect(parts.flatMap { $0.sources.map { $0[0] } }.sorted() == [0, 1, 2, 3, 4, 5])
    #expect(parts.allSatisfy { part in part.sources.map { $0[0] } == part.sources.map { $0[0] }.sorted() })
    #expect(parts[0].sources == parts[0].targets)
  }
}
