import Foundation
import NMTSystem
import Synchronization
import Testing

/// Threads of our own: they run everything once, are few, end when idle, and leave those of Swift concurrency alone.
@Suite struct ThreadPoolTests {
  @Test func everyJobRunsOnceOnFewThreads() throws {
    let pool = ThreadPool(limit: 3, patience: 0.05)
    let seen = Mutex([Int]())
    let group = DispatchGroup()
    for job in 0..<500 {
      group.enter()
      try pool.submit {
        seen.withLock { $0.append(job) }
        group.leave()
      }
    }
    group.wait()
    #expect(seen.withLock { $0.sorted() } == Array(0..<500))
    #expect((1...3).contains(pool.threadCount))
    let deadline = Date(timeIntervalSinceNow: 20)
    while pool.threadCount > 0, Date() < deadline { usleep(10_000) }
    #expect(pool.threadCount == 0)
  }

  @Test func preparingStartsThreadsUpToTheLimit() {
    let pool = ThreadPool(limit: 4)
    pool.prepare(2)
    #expect(pool.threadCount == 2)
    pool.prepare(2)
    #expect(pool.threadCount == 2)
    pool.prepare(9)
    #expect(pool.threadCount == 4)
  }

  /// A pool whose threads are all busy, or that has none to give, delays nobody: the caller does the work.
  @Test(.timeLimit(.minutes(1))) func nestedWorkEnds() {
    let sums = mapParallel(count: 40, threads: 40) { outer in
      mapParallel(count: 30, threads: 30) { inner in outer * inner }.reduce(0, +)
    }
    #expect(sums == (0..<40).map { $0 * 435 })
  }

  @Test func workOnAnOwnThreadIsAnsweredAndThrows() async throws {
    #expect(try await onOwnThread { _ in Thread.current.name } == "tolmacs")
    await #expect(throws: Failure.self) { try await onOwnThread { _ in throw Failure(.busy, "", at: "") } }
  }

  @Test(.timeLimit(.minutes(1))) func cancellingSetsTheFlag() async {
    let (begun, tell) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await onOwnThread { stop in
        tell.yield()
        while !stop.isSet { usleep(1000) }
        try stop.check()
      }
    }
    var iterator = begun.makeAsyncIterator()
    await iterator.next()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// Where every thread is busy, a call that is cancelled while it waits for one ends without it.
  @Test(.timeLimit(.minutes(1))) func aWaitingCallCanBeCancelled() async throws {
    let release = StopFlag()
    defer { release.set() }
    for _ in 0..<500 { try ThreadPool.shared.submit { while !release.isSet { usleep(1000) } } }
    let task = Task { try await onOwnThread { _ in } }
    try await Task.sleep(for: .milliseconds(20))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func moreMemoryThanThereIsIsAFailure() throws {
    try requireMemory(1 << 20, "to test")
    let failure = #expect(throws: Failure.self) { try requireMemory(1 << 62, "to test") }
    #expect(failure?.code == .operatingSystem && failure?.what.contains("to test") == true)
  }
}
