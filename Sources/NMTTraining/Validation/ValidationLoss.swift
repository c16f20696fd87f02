package import NMTCorpus
package import NMTModels
import NMTSystem
import NMTTensor

/// The teacher-forced loss on validation pairs: −log p per target token, including EOS, without smoothing or dropout.
package final class ValidationLoss: @unchecked Sendable {
  private let model: Seq2SeqModel
  private let data: ShardSet
  private let pool: WorkerPool
  private let host: TrainingHost
  private let plan: BatchPlan
  private let tapes: [Tape]
  /// Sums of each batch, written by the worker that processed it.
  private let sums: UnsafeMutableBufferPointer<(negativeLogLikelihood: Double, tokens: Int)>

  /// Creates batches as large as in training, sorted by length and always in the same order. Pairs longer than those of
  /// training are left out; at least one must remain.
  package init(model: Seq2SeqModel, data: ShardSet, options: BatchingOptions, pool: WorkerPool, host: TrainingHost)
    throws
  {
    self.model = model
    self.host = host
    self.data = data
    self.pool = pool
    plan = BatchPlan(data, options: options.plan, maximumLength: options.maximumLength, seed: 0, epoch: 0)
    guard plan.pairCount > 0 else {
      throw Failure(
        .badData, "no validation pair has at most \(options.maximumLength) subwords per side", at: "validation",
        expected: "at least one", remedy: "raise --max-length")
    }
    tapes = (0..<pool.count).map { _ in Tape(parameters: model.parameters) }
    sums = .allocate(capacity: plan.count)
    sums.initialize(repeating: (0, 0))
  }

  deinit { sums.deallocate() }

  /// The mean over all target tokens, summed in batch order; nil if a stop was requested meanwhile.
  package func measure() -> Double? {
    pool.run { [self] worker in
      for batch in stride(from: worker, to: plan.count, by: pool.count) where !host.shouldStop() {
        let pairs = data.batch(plan[batch])
        tapes[worker].reset()
        let loss = model.loss(
          SequenceBatch(sources: pairs.sources, targets: pairs.targets), smoothing: 0, gradientScale: 1,
          tape: tapes[worker], dropout: nil)
        sums[batch] = (loss.nllSum, loss.targetTokens)
      }
    }
    guard !host.shouldStop() else { return nil }
    let total = sums.reduce((0.0, 0)) { ($0.0 + $1.negativeLogLikelihood, $0.1 + $1.tokens) }
    return total.0 / Double(max(total.1, 1))
  }
}
