import Foundation
package import NMTCorpus
package import NMTModels
import NMTSystem

/// What the replicas of this process do in one update.
package struct UpdateBatch: Sendable, Equatable {
  /// For each replica what it goes through, pass by pass, as many passes for each; a part may be empty.
  package let shares: [[ParallelBatch]]
  /// Of all replicas of all ranks, eos included: what the gradient is divided by.
  package let targetTokens: Int
  /// The state after it: complete passes, batches used of the next one, batches of a pass.
  package let epoch: Int
  package let batch: Int
  package let batchesPerEpoch: Int

  package init(shares: [[ParallelBatch]], targetTokens: Int, epoch: Int, batch: Int, batchesPerEpoch: Int) {
    self.shares = shares
    self.targetTokens = targetTokens
    self.epoch = epoch
    self.batch = batch
    self.batchesPerEpoch = batchesPerEpoch
  }
}

/// Prepares updates ahead on a thread of its own, in an order that is a pure function of seed and position.
package final class BatchFeed: @unchecked Sendable {
  private let data: ShardSet
  private let options: BatchingOptions
  private let seed: UInt64
  private let replicas: Int
  private let costs: WordCosts
  private let ranks: (own: Int, count: Int)
  private let depth = 4
  /// Pairs that are read before mapped pages are given back: so memory does not grow with the corpus. A pair may map two
  /// times 64 KiB, since the kernel maps what is around a page, too. Nil keeps the pages of a corpus that is small.
  private let pairsBetweenReleases: Int?
  /// Bytes of a corpus that may be mapped at once.
  static let mostMapped = 64 << 20

  private let condition = NSCondition()
  private var queue: [UpdateBatch] = []
  private var closed = false

  /// - Parameters:
  ///   - replicas: of this process.
  ///   - costs: by which a batch is divided among replicas.
  ///   - ranks: this process's number and how many there are; every rank reads the same batches and keeps its part.
  ///   - epoch, batch: where to begin.
  package init(
    _ data: ShardSet, options: BatchingOptions, seed: UInt64, replicas: Int, costs: WordCosts,
    ranks: (own: Int, count: Int) = (0, 1), epoch: Int, batch: Int
  ) {
    self.data = data
    self.options = options
    self.seed = seed
    self.replicas = replicas
    self.costs = costs
    self.ranks = ranks
    pairsBetweenReleases = data.byteCount > Self.mostMapped ? Self.mostMapped / (128 << 10) : nil
    startThread("batches") { [self] in produce(epoch: epoch, batch: batch) }
  }

  /// The next update; waits until it is ready.
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

  /// False once the feed is closed.
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
      tokens += batch.targets.reduce(0) { $0 + $1.count + 1 }
      let parts = divided(batch, replicas: replicas * ranks.count, costs: costs)
      for replica in 0..<replicas { shares[replica] += parts[ranks.own * replicas + replica] }
    }
    return UpdateBatch(
      shares: shares, targetTokens: tokens, epoch: next.epoch, batch: next.batch, batchesPerEpoch: plan.count)
  }
}

extension BatchingOptions {
  /// The encodings that an epoch takes, and its batches.
  func epoch(_ epoch: Int, of data: ShardSet, seed: UInt64) -> (EpochPairs, BatchPlan) {
    let pairs = EpochPairs(
      data, sampledShare: sampledShare.value(samples: data.sampled?.perPair ?? 0), maximumLength: maximumLength,
      seed: seed, epoch: epoch)
    return (pairs, BatchPlan(pairs, options: plan, maximumLength: maximumLength, seed: seed, epoch: epoch))
  }
}

/// What a word of either side costs, in any unit.
package struct WordCosts: Sendable {
  package let source: Double
  package let target: Double
  /// What a replica takes at once.
  package let pass: PassSize

  package init(source: Double, target: Double, pass: PassSize = PassSize()) {
    (self.source, self.target, self.pass) = (source, target, pass)
  }

  /// By the products of a model.
  package init(_ options: ModelOptions) {
    let operations = ForwardOperations(options)
    self.init(
      source: operations(ForwardOperations.Counts(source: (1, 1))),
      target: operations(ForwardOperations.Counts(target: (1, 1))),
      pass: PassSize(feedsInput: options.inputFeeding))
  }
}

/// What a replica goes forward and back over at once. A large batch goes in several passes whose workspace is smaller and
/// nearer to the caches; but each has sentences enough to fill the products of a step.
package struct PassSize: Sendable {
  private let leastSentences: Int
  /// Of both sides together.
  private let mostWords: Int

  /// - Parameter feedsInput: whether the decoder walks step by step and keeps each step's states, gates and readout: then
  ///   a word takes a quarter more memory, and fewer fill the same workspace.
  package init(feedsInput: Bool = false) {
    (leastSentences, mostWords) = feedsInput ? (10, 1024) : (16, 1280)
  }

  /// Passes for one batch.
  package func passes(sentences: Int, words: Int, replicas: Int) -> Int {
    max(1, min(sentences / (leastSentences * replicas), (words + mostWords * replicas - 1) / (mostWords * replicas)))
  }
}

/// The passes of each replica over a batch.
package func divided(_ batch: ParallelBatch, replicas: Int, costs: WordCosts) -> [[ParallelBatch]] {
  let words = (batch.sources + batch.targets).reduce(0) { $0 + $1.count + 1 }
  let passes = costs.pass.passes(sentences: batch.count, words: words, replicas: replicas)
  let parts = balanced(batch, parts: passes * replicas, costs: costs)
  return (0..<replicas).map { replica in (0..<passes).map { parts[$0 * replicas + replica] } }
}

/// Splits a batch by sentences into parts of about the same cost: dearest pair first, each to the part that has cost
/// least so far (Graham 1969); ties go to the lower number. Within a part the batch's order stays.
package func balanced(_ batch: ParallelBatch, parts: Int, costs words: WordCosts) -> [ParallelBatch] {
  guard parts > 1 else { return [batch] }
  let costs = (0..<batch.count).map {
    words.source * Double(batch.sources[$0].count + 1) + words.target * Double(batch.targets[$0].count + 1)
  }
  var members = [[Int]](repeating: [], count: parts)
  var load = [Double](repeating: 0, count: parts)
  for pair in costs.indices.sorted(by: { (costs[$1], $0) < (costs[$0], $1) }) {
    var least = 0
    for part in 1..<parts where load[part] < load[least] { least = part }
    load[least] += costs[pair]
    members[least].append(pair)
  }
  return members.map { part in
    let order = part.sorted()
    return ParallelBatch(sources: order.map { batch.sources[$0] }, targets: order.map { batch.targets[$0] })
  }
}
