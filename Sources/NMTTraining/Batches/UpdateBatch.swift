package import NMTCorpus

/// Work of this process's replicas in one update.
package struct UpdateBatch: Sendable, Equatable {
  /// Passes of each replica. All replicas have the same number of passes, and a part may be empty.
  package let shares: [[ParallelBatch]]
  /// Target tokens over all replicas and ranks, including EOS; the gradient is divided by this.
  package let targetTokens: Int
  /// State after the update: complete epochs, batches used of the current epoch, batches per epoch.
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
  /// Number of target words, including end marks.
  var targetTokens: Int { targets.reduce(0) { $0 + $1.count + 1 } }
}
