import NMTCorpus
import NMTTensor

/// How the replicas process one update together: its passes, and for each the number of rounds over the loss.
///
/// Built once per update and read by every worker. All use the same counts, so no worker waits in vain.
struct UpdatePlan: Sendable {
  /// One part of the update, which every replica processes forward and back at once.
  struct Pass: Sendable {
    /// One part per replica; a part may be empty.
    let parts: [ParallelBatch]
    /// Rounds of the loss: the largest number of logit blocks of any replica.
    let rounds: Int
    /// Number of the pass, from 0.
    let number: Int
    let isLast: Bool

    var isFirst: Bool { number == 0 }
  }

  let passes: [Pass]
  /// Target tokens over all replicas and ranks, including EOS; the gradient is divided by this.
  let targetTokens: Int

  /// - Parameter vocabulary: V, columns of a row of logits.
  init(_ batch: UpdateBatch, vocabulary: Int) {
    targetTokens = batch.targetTokens
    let count = batch.shares[0].count
    passes = (0..<count).map { number in
      let parts = batch.shares.map { $0[number] }
      let blocks = parts.map { LossBlocks(rows: $0.targetTokens, vocabulary: vocabulary).count }
      return Pass(parts: parts, rounds: blocks.max() ?? 0, number: number, isLast: number == count - 1)
    }
  }
}
