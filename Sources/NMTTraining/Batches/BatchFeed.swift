import Foundation
package import NMTCorpus
import NMTSystem

/// Prepares updates ahead of time on a separate thread, in an order that is a pure function of seed and position.
package final class BatchFeed: @unchecked Sendable {
  private let data: ShardSet
  private let options: BatchingOptions
  private let seed: UInt64
  private let replicas: Int
  private let costs: WordCosts
  private let ranks: (own: Int, count: Int)
  private let depth = 4
  /// Number of pairs read before mapped pages are released, so that memory does not grow with the corpus. A pair may
  /// map 2 × 64 KiB, since the kernel also maps the surroundings of a page. nil for a small corpus, which stays mapped.
  private let pairsBetweenReleases: Int?
  /// Largest number of bytes of a corpus that stay mapped.
  static let mostMapped = 64 << 20

  private let condition = NSCondition()
  private var queue: [UpdateBatch] = []
  private var closed = false

  /// - Parameters:
  ///   - replicas: number of replicas in this process.
  ///   - costs: costs by which a batch is divided among replicas.
  ///   - ranks: number of this process and of all processes; every rank reads the same batches and keeps its part.
  ///   - epoch, batch: starting position.
  package init(
    _ data: ShardSet, options: BatchingOptions, seed: UInt64, replicas: Int, costs: WordCosts,
    ranks: (own: Int, count: Int) = (0, 1), epoch: Int, batch: Int
  ) throws {
    self.data = data
    self.options = options
    self.seed = seed
    self.replicas = replicas
    self.costs = costs
    self.ranks = ranks
    pairsBetweenReleases = data.byteCount > Self.mostMapped ? Self.mostMapped / (128 << 10) : nil
    try startThread("batches") { [self] in produce(epoch: epoch, batch: batch) }
  }

  /// Returns the next update, waiting until it is ready.
  package func next() -> UpdateBatch {
    condition.lock()
    defer { condition.unlock() }
    while queue.isEmpty { condition.wait() }
    condition.broadcast()
    return queue.removeFirst()
  }

  /// Ends the thread.
  package func close() {
    condition.lock()
    closed = true
    condition.broadcast()
    condition.unlock()
  }

  private func produce(epoch first: Int, batch: Int) {
    var position = batch
    var epoch = first
    var pairsRead = 0
    while true {
      let (pairs, plan) = options.epoch(epoch, of: data, seed: seed)
      if pairsBetweenReleases != nil { data.release() }
      while position < plan.count {
        let group = position..<min(position + options.accumulation, plan.count)
        position = group.upperBound
        let isLast = position == plan.count
        pairsRead += group.reduce(0) { $0 + plan[$1].count }
        let update = prepare(pairs, plan, group, next: isLast ? (epoch + 1, 0) : (epoch, position))
        if let pairsBetweenReleases, pairsRead >= pairsBetweenReleases {
          data.release()
          pairsRead = 0
        }
        guard deliver(update) else { return }
      }
      epoch += 1
      position = 0
    }
  }

  /// Queues an update; returns false if the feed is closed.
  private func deliver(_ update: UpdateBatch) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while queue.count >= depth && !closed { condition.wait() }
    guard !closed else { return false }
    queue.append(update)
    condition.broadcast()
    return true
  }

  private func prepare(
    _ pairs: EpochPairs, _ plan: BatchPlan, _ group: Range<Int>, next: (epoch: Int, batch: Int)
  ) -> UpdateBatch {
    var shares = [[ParallelBatch]](repeating: [], count: replicas)
    var tokens = 0
    for position in group {
      let batch = pairs.batch(plan[position])
      tokens += batch.targetTokens
      let parts = divided(batch, replicas: replicas * ranks.count, costs: costs)
      for replica in 0..<replicas { shares[replica] += parts[ranks.own * replicas + replica] }
    }
    return UpdateBatch(
      shares: shares, targetTokens: tokens, epoch: next.epoch, batch: next.batch, batchesPerEpoch: plan.count)
  }
}

extension BatchingOptions {
  /// The encodings that an epoch uses, and its batches.
  func epoch(_ epoch: Int, of data: ShardSet, seed: UInt64) -> (EpochPairs, BatchPlan) {
    let pairs = EpochPairs(
      data, sampledShare: sampledShare.value(samples: data.sampled?.perPair ?? 0), maximumLength: maximumLength,
      seed: seed, epoch: epoch)
    return (pairs, BatchPlan(pairs, options: plan, maximumLength: maximumLength, seed: seed, epoch: epoch))
  }
}
