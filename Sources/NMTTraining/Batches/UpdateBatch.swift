package import NMTCorpus

/// What the replicas of this process do in one update.
package struct UpdateBatch: Sendable, Equatable {
  /// What each replica goes through, pass by pass; all replicas have the same number of passes, and a part may be empty.
  package let shares: [[ParallelBatch]]
  /// Target tokens over all replicas and ranks, including EOS; the gradient is divided by this.
  package let targetTokens: Int
  /// The state after it: complete passes, batches used of the next one, batches of a pass.
  package let epoch: Int
  package let batch: Int
  package let batchesPerEpoch: Int

  package init(shares: [[ParallelBatch]], targetTokens: Int, epoch: Int, batch: Int, batchesPerEpoch: Int) {
    precondition(
      Set(shares.map(\.count)).count == 1, "UpdateBatch: replicas have \(shares.map(\.count)) passes")
    self.shares = shares
    self.targetTokens = targetTokens
    self.epoch = epoch
    self.batch = batch
    self.batchesPerEpoch = batchesPerEpoch
  }
}

extension ParallelBatch {
  /// Target words with their end marks.
  var targetTokens: Int { targets.reduce(0) { $0 + $1.count + 1 } }
}
