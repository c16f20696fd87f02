import NMTCorpus
import NMTTraining
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  @Test func everyWorkerRunsEveryJobAndMeetsAtTheBarrier() throws {
    let pool = try WorkerPool(count: 3)
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

  @Test func batchesAreSplitByCostAndKeepTheirOrder() {
    let lengths = [9, 1, 1, 4, 4, 1]
    let sentences = lengths.enumerated().map { index, length in [Int32](repeating: Int32(index), count: length) }
    let batch = ParallelBatch(sources: sentences, targets: sentences)
    let parts = balanced(batch, parts: 2, costs: WordCosts(source: 1, target: 1))
    // With end marks 10, 5, 5, 2, 2, 2, longest first, each to the lighter side, ties to the first.
    #expect(parts.map { $0.sources.map(\.count).reduce(0, +) } == [11, 9])
    #expect(parts.flatMap { $0.sources.map { $0[0] } }.sorted() == [0, 1, 2, 3, 4, 5])
    #expect(parts.allSatisfy { part in part.sources.map { $0[0] } == part.sources.map { $0[0] }.sorted() })
    #expect(parts[0].sources == parts[0].targets)
    // Where only source words cost anything, the first pair outweighs the three others.
    let uneven = ParallelBatch(sources: [[1, 1, 1, 1, 1], [2], [3], []], targets: [[], [2, 2], [3, 3], [4, 4, 4]])
    let bySource = balanced(uneven, parts: 2, costs: WordCosts(source: 1, target: 0))
    #expect(bySource.map { $0.sources } == [[[1, 1, 1, 1, 1]], [[2], [3], []]])
  }

  @Test func largeBatchesGoInPasses() {
    // 300 pairs of 20 words and 20: words for 5 passes of 2 replicas, enough sentences for 9.
    let sentences = (0..<300).map { [Int32](repeating: Int32($0), count: 19) }
    let batch = ParallelBatch(sources: sentences, targets: sentences)
    let parts = divided(batch, replicas: 2, costs: WordCosts(source: 1, target: 2))
    #expect(parts.map(\.count) == [5, 5])
    let numbers = parts.joined().flatMap { $0.sources.map { $0[0] } }
    #expect(numbers.sorted() == Array(0..<300))
    #expect(parts.joined().allSatisfy { $0.count == 30 })
    let pass = PassSize()
    #expect(pass.passes(sentences: 64, words: 5000, replicas: 2) == 2)
    #expect(pass.passes(sentences: 63, words: 5000, replicas: 2) == 1)
    #expect(pass.passes(sentences: 500, words: 2000, replicas: 1) == 2)
    #expect(PassSize(feedsInput: true).passes(sentences: 64, words: 5000, replicas: 2) == 3)
  }
}
