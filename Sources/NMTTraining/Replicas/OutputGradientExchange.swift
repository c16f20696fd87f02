import NMTKernels
import NMTTensor

/// The replicas' exchange of the output layer's gradient, one round per block of logits.
///
/// That gradient is often the largest. To keep only one copy, the replicas meet at each block: when each has a block or
/// has finished its own, every worker adds its rows of the gradient for the blocks of all replicas, and all continue
/// when the last one has finished.
final class OutputGradientExchange: @unchecked Sendable {
  private let pool: WorkerPool
  private let sum: GradientSum
  /// Each replica's block in the current round; nil if it has none.
  private let uses: UnsafeMutableBufferPointer<WeightUse?>

  init(_ pool: WorkerPool, _ sum: GradientSum) {
    self.pool = pool
    self.sum = sum
    uses = .allocate(capacity: pool.count)
    uses.initialize(repeating: nil)
  }

  deinit { uses.deallocate() }

  /// Runs one replica's part of a pass; called on every worker at once. `loss` passes each block to the sink;
  /// afterwards the replica joins the rounds in which only others have a block.
  func takePart(in pass: UpdatePlan.Pass, _ replica: Replica, loss: (any OutputGradientSink) -> Void) {
    let side = Side(self, pass, replica)
    loss(side)
    side.enterRest()
  }

  private func round(_ use: WeightUse?, _ accumulation: Accumulation, _ replica: Replica) {
    uses[replica.worker] = use
    replica.meet(pool)
    sum.addOutput(replica.worker, uses.compactMap { $0 }, accumulation, replica.kernels)
    replica.meet(pool)
  }

  /// One replica's rounds in one pass.
  private final class Side: OutputGradientSink {
    private let exchange: OutputGradientExchange
    private let pass: UpdatePlan.Pass
    private let replica: Replica
    private var entered = 0

    init(_ exchange: OutputGradientExchange, _ pass: UpdatePlan.Pass, _ replica: Replica) {
      (self.exchange, self.pass, self.replica) = (exchange, pass, replica)
    }

    func take(_ use: WeightUse) { enter(use) }

    func enterRest() { while entered < pass.rounds { enter(nil) } }

    private func enter(_ use: WeightUse?) {
      precondition(entered < pass.rounds, "OutputGradientExchange: more than \(pass.rounds) rounds in a pass")
      exchange.round(use, pass.isFirst && entered == 0 ? .replace : .add, replica)
      entered += 1
    }
  }
}
