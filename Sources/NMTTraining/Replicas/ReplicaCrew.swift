import NMTCorpus
package import NMTKernels
package import NMTModels
package import NMTTensor

/// Outcome of one update.
package struct UpdateResult: Sendable {
  /// Smoothed loss, summed over the update's target tokens.
  package var smoothedSum: Double
  /// Global norm of the gradient before clipping.
  package var norm: Double
  /// Reason why the update was skipped; nil if it was applied.
  package var fault: UpdateFault?
}

/// Replicas of a model that share its weights and make updates together.
///
/// An update has three phases separated by barriers. Each worker runs forward and back over its own sentences; then
/// sums its own rows of the gradient over all replicas, with their squares; then computes the global norm from the same
/// fixed-order sum, applies clipping and optimizer to its own rows and repacks them. So seed and number of threads
/// determine every bit.
package final class ReplicaCrew: @unchecked Sendable {
  package let model: Seq2SeqModel
  package let pool: WorkerPool
  package let optimizer: Optimizer
  package let average: WeightAverage
  /// Gradients of states over the first replica's sentences since the last reset; nil if not collected.
  package let stateGradients: StateGradients?
  let communicator: any Communicator
  /// One per worker, like `waiting`.
  let replicas: [Replica]
  let sum: GradientSum
  let waiting: [WaitingRows]
  let exchange: OutputGradientExchange
  /// Smoothed loss of the current update over all replicas and ranks; written by worker 0 between two barriers.
  var smoothedSum = 0.0
  var failure: (any Error)?

  /// - Parameters:
  ///   - isTimed: true to measure `workTimes`.
  ///   - watchesStates: true to collect `stateGradients`.
  package init(
    model: Seq2SeqModel, options: TrainingOptions, threads: Int, isTimed: Bool = false, watchesStates: Bool = false,
    communicator: any Communicator = LocalCommunicator()
  ) throws {
    let parameters = model.parameters
    self.model = model
    self.communicator = communicator
    pool = try WorkerPool(count: threads)
    optimizer = Optimizer(options.optimizer, count: parameters.count, kernels: parameters.kernels)
    average = WeightAverage(options.averaging, count: parameters.count)
    replicas = (0..<threads).map { Replica($0, parameters: parameters, holdsSum: $0 == 0, isTimed: isTimed) }
    stateGradients = watchesStates ? StateGradients() : nil
    replicas[0].tape.stateGradients = stateGradients
    let keepsRows = communicator.size == 1 && options.optimizer.weightDecay == 0
    sum = GradientSum(
      parameters, buffers: replicas.map(\.gradients), output: model.outputWeight, sparse: keepsRows)
    waiting = replicas.indices.map { [sum, optimizer, replicas] worker in
      WaitingRows(
        sum.tableBlocks(worker), optimizer, values: parameters.values, kernels: replicas[worker].kernels)
    }
    exchange = OutputGradientExchange(pool, sum)
  }

  deinit { pool.close() }

  /// Time of the updates by kind of work, over all workers; empty if not timed.
  package var workTimes: WorkTimes {
    var times = WorkTimes()
    for replica in replicas { if let own = replica.times { times += own } }
    return times
  }

  /// Reserves this many bytes in each replica's workspace.
  package func reserveWorkspaces(_ bytes: [Int]) throws {
    for (replica, bytes) in zip(replicas, bytes) { try replica.tape.arena.reserve(bytes) }
  }

  /// Parameters of an update, apart from the batch.
  package struct Step: Sendable {
    /// Number of the update, from 1; t in Adam.
    package var update: Int
    /// Selects the random numbers of dropout.
    package var attempt: Int
    package var rate: Double
    package var seed: UInt64
    /// Judges the update.
    package var watch: UpdateWatch

    package init(update: Int, attempt: Int, rate: Double, seed: UInt64, watch: UpdateWatch = UpdateWatch()) {
      self.update = update
      self.attempt = attempt
      self.rate = rate
      self.seed = seed
      self.watch = watch
    }
  }

  /// - Parameter leavesRowsWaiting: true to allow table rows to wait for later updates; then call `settle()` before
  ///   reading weights, moments or averages.
  package func update(_ batch: UpdateBatch, _ step: Step, leavesRowsWaiting: Bool = false) throws -> UpdateResult {
    let plan = UpdatePlan(batch, vocabulary: model.options.targetVocabulary)
    pool.run { [self] worker in
      let replica = replicas[worker]
      if waiting[worker].isBehind {
        replica.phase(.optimizer) { waiting[worker].catchUp(for: batch) }
        replica.meet(pool)
      }
      accumulate(replica, plan, step)
      replica.meet(pool)
      replica.phase(.optimizer) {
        if failure == nil, fault(step) == nil { apply(replica, step) }
        if !leavesRowsWaiting { waiting[worker].settle() }
      }
      replica.phase(.bookkeeping) { sum.clear(worker) }
      replica.meet(pool)
      sum.clearTables(worker)
    }
    if let failure { throw failure }
    let result = UpdateResult(smoothedSum: smoothedSum, norm: sum.totalOfSquares.squareRoot(), fault: fault(step))
    if result.fault == nil { average.countUpdate() }
    return result
  }

  private func fault(_ step: Step) -> UpdateFault? {
    step.watch.fault(loss: smoothedSum, squares: sum.totalOfSquares, optimizer.options)
  }

  /// Brings all weights and moments up to date.
  package func settle() {
    guard waiting[0].isBehind else { return }
    pool.run { [self] worker in waiting[worker].settle() }
  }

  /// Computes the gradient of an update and discards it, so that all memory that an update needs is allocated.
  package func rehearse(_ batch: UpdateBatch) {
    let plan = UpdatePlan(batch, vocabulary: model.options.targetVocabulary)
    pool.run { [self] worker in
      let replica = replicas[worker]
      accumulate(replica, plan, Step(update: 1, attempt: 0, rate: 0, seed: 0))
      replica.meet(pool)
      sum.clear(worker)
      replica.meet(pool)
      sum.clearTables(worker)
      replica.tape.reset()
      replica.forgetTimes()
    }
    stateGradients?.reset()
  }

  /// Resets deferred rows after weights and moments were loaded.
  package func stateLoaded() {
    for rows in waiting { rows.stateLoaded() }
    weightsChanged()
  }

  /// Repacks weights after another owner has written them.
  package func weightsChanged() {
    pool.run { [self] worker in
      sum.forEachBlock(worker) { block, _ in model.parameters.refreshPacked(block.parameter, rows: block.rows) }
    }
  }
}
