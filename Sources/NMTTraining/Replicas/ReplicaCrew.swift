import NMTCorpus
package import NMTKernels
package import NMTModels
package import NMTTensor

/// One worker's own things: its tape, its gradients, its sums.
private final class Replica {
  let tape: Tape
  let gradients: GradientBuffer
  /// The same as the tape's kernels, with a clock; nil unless the crew keeps times.
  let timed: TimedKernels?
  var smoothedSum = 0.0

  /// - Parameter holdsSum: whether the sum of all gradients is made here, or only this worker's vectors.
  init(parameters: ParameterStore, holdsSum: Bool, isTimed: Bool) {
    gradients = parameters.gradientBuffer(isSparse: !holdsSum)
    timed = isTimed ? TimedKernels(parameters.kernels) : nil
    tape = Tape(parameters: parameters, gradients: gradients, kernels: timed)
  }
}

/// Counts the rounds of one replica's loss.
private final class OutputRounds: OutputGradientSink {
  private let round: (WeightUse?, _ isFirst: Bool) -> Void
  private var done = 0

  init(_ round: @escaping (WeightUse?, _ isFirst: Bool) -> Void) { self.round = round }

  func take(_ use: WeightUse) { enter(use) }

  /// Enters the rounds in which this replica has nothing, so that all replicas meet equally often.
  func finish(_ rounds: Int) { while done < rounds { enter(nil) } }

  private func enter(_ use: WeightUse?) {
    round(use, done == 0)
    done += 1
  }
}

/// What one update did.
package struct UpdateResult: Sendable {
  /// Smoothed loss, summed over the update's target tokens.
  package var smoothedSum: Double
  /// Global norm of the gradient before clipping.
  package var norm: Double
  /// False if a loss or gradient was not finite: then weights and optimiser are as before.
  package var isApplied: Bool
}

/// Replicas of a model that share its weights and make updates together.
///
/// An update is three phases with a barrier between them: each worker goes forward and back over its own sentences; makes
/// its own rows of the gradient's sum over all replicas, with their squares; knows the global norm from the same
/// fixed-order sum, applies clipping and optimiser to its own rows and packs them anew. So seed and number of threads
/// decide every bit.
package final class ReplicaCrew: @unchecked Sendable {
  package let model: Seq2SeqModel
  package let pool: WorkerPool
  package let optimizer: Optimizer
  package let average: WeightAverage
  /// Of the first replica's sentences, since they were last reset; nil unless watched.
  package let stateGradients: StateGradients?
  private let communicator: any Communicator
  private let replicas: [Replica]
  private let sum: GradientSum
  /// One a worker.
  private let waiting: [WaitingRows]
  /// Of the round of the loss under way, each replica's block.
  private let outputUses: UnsafeMutableBufferPointer<WeightUse?>
  /// Of the update under way, over all replicas and ranks; written by worker 0 between two barriers.
  private var smoothedSum = 0.0
  private var failure: (any Error)?

  /// - Parameters:
  ///   - isTimed: whether `workTimes` are kept.
  ///   - watchesStates: whether `stateGradients` are.
  package init(
    model: Seq2SeqModel, options: TrainingOptions, threads: Int, isTimed: Bool = false, watchesStates: Bool = false,
    communicator: any Communicator = LocalCommunicator()
  ) {
    let parameters = model.parameters
    self.model = model
    self.communicator = communicator
    pool = WorkerPool(count: threads)
    optimizer = Optimizer(options.optimizer, count: parameters.count, kernels: parameters.kernels)
    average = WeightAverage(options.averaging, count: parameters.count)
    replicas = (0..<threads).map { Replica(parameters: parameters, holdsSum: $0 == 0, isTimed: isTimed) }
    stateGradients = watchesStates ? StateGradients() : nil
    replicas[0].tape.stateGradients = stateGradients
    let keepsRows = communicator.size == 1 && options.optimizer.weightDecay == 0
    sum = GradientSum(
      parameters, buffers: replicas.map(\.gradients), output: model.outputWeight, sparse: keepsRows)
    waiting = replicas.indices.map { [sum, optimizer, replicas] worker in
      WaitingRows(
        sum.tableBlocks(worker), optimizer, values: parameters.values, kernels: replicas[worker].tape.kernels)
    }
    outputUses = .allocate(capacity: threads)
    outputUses.initialize(repeating: nil)
  }

  deinit {
    pool.close()
    outputUses.deallocate()
  }

  /// Bytes that the replicas' workspaces hold.
  package var workspaceBytes: Int { replicas.reduce(0) { $0 + $1.tape.arena.capacityBytes } }

  /// Where the updates' time went, over all workers; empty unless the crew is timed.
  package var workTimes: WorkTimes {
    var times = WorkTimes()
    for replica in replicas { if let timed = replica.timed { times += timed.times } }
    return times
  }

  /// Makes room in each replica's workspace for so many bytes.
  package func reserveWorkspaces(_ bytes: [Int]) {
    for (replica, bytes) in zip(replicas, bytes) { replica.tape.arena.reserve(bytes) }
  }

  /// What makes an update what it is, beside the batch.
  package struct Step: Sendable {
    /// Number of the update, from 1: Adam's t.
    package var update: Int
    /// Names the random numbers of dropout.
    package var attempt: Int
    package var rate: Double
    package var seed: UInt64
    /// Called on the first replica's gradient before the sum; the tests' way to spoil one.
    package var spoil: (@Sendable (UnsafeMutableBufferPointer<Float>) -> Void)?

    package init(update: Int, attempt: Int, rate: Double, seed: UInt64) {
      self.update = update
      self.attempt = attempt
      self.rate = rate
      self.seed = seed
    }
  }

  /// - Parameter leavesRowsWaiting: whether rows of tables may wait for updates to come; `settle()` then goes before
  ///   anything else that reads weights, moments or averages.
  package func update(_ batch: UpdateBatch, _ step: Step, leavesRowsWaiting: Bool = false) throws -> UpdateResult {
    pool.run { [self] worker in
      if waiting[worker].isBehind {
        phase(worker, .optimizer) { waiting[worker].catchUp(for: batch) }
        meet(worker)
      }
      accumulate(worker, batch, step)
      meet(worker)
      phase(worker, .optimizer) {
        if isUsable { apply(worker, step) }
        if !leavesRowsWaiting { waiting[worker].settle() }
      }
      phase(worker, .bookkeeping) { sum.clear(worker) }
      meet(worker)
      sum.clearTables(worker)
    }
    if let failure { throw failure }
    let applied = isUsable
    if applied { average.countUpdate() }
    return UpdateResult(smoothedSum: smoothedSum, norm: sum.totalOfSquares.squareRoot(), isApplied: applied)
  }

  /// Brings all weights and moments up to date.
  package func settle() {
    guard waiting[0].isBehind else { return }
    pool.run { [self] worker in waiting[worker].settle() }
  }

  /// Makes the gradient of an update and forgets it: afterwards everything that an update needs is there.
  package func rehearse(_ batch: UpdateBatch) {
    pool.run { [self] worker in
      accumulate(worker, batch, Step(update: 1, attempt: 0, rate: 0, seed: 0))
      meet(worker)
      sum.clear(worker)
      meet(worker)
      sum.clearTables(worker)
      replicas[worker].tape.reset()
      replicas[worker].timed?.times = WorkTimes()
    }
    stateGradients?.reset()
  }

  /// Takes over weights and moments that were loaded.
  package func stateLoaded() {
    for rows in waiting { rows.stateLoaded() }
    weightsChanged()
  }

  /// Takes over weights that were written by somebody else.
  package func weightsChanged() {
    pool.run { [self] worker in
      sum.forEachBlock(worker) { block, _ in model.parameters.refreshPacked(block.parameter, rows: block.rows) }
    }
  }

  // MARK: Phases, each on every worker

  /// Pass by pass: every worker's own sentences, then the worker's rows of the sum.
  private func accumulate(_ worker: Int, _ batch: UpdateBatch, _ step: Step) {
    let replica = replicas[worker]
    replica.smoothedSum = 0
    replica.gradients.forgetTouches()
    let count = batch.shares[worker].count
    for number in 0..<count {
      if number > 0 { meet(worker) }
      phase(worker, .bookkeeping) { backpropagate(worker, batch, number, step) }
      if number == count - 1, worker == 0, let spoil = step.spoil {
        spoil(UnsafeMutableBufferPointer(start: replica.gradients.values, count: replica.gradients.count))
      }
      meet(worker)
      phase(worker, .reduction) {
        sum.add(
          worker, replicas.map(\.tape), isFirst: number == 0, isLast: number == count - 1, replica.tape.kernels)
      }
    }
    if worker == 0 { smoothedSum = replicas.reduce(0) { $0 + $1.smoothedSum } }
    if communicator.size > 1 { sumOverRanks(worker) }
  }

  /// Forward and back over the worker's part of one pass: gradients of ∂(mean loss a target token).
  private func backpropagate(_ worker: Int, _ batch: UpdateBatch, _ number: Int, _ step: Step) {
    let replica = replicas[worker]
    let part = batch.shares[worker][number]
    let rounds = batch.shares.map { lossBlocks($0[number]) }.max() ?? 0
    let exchange = OutputRounds { [self] use, isFirst in
      shareOutput(worker, use, isFirst: number == 0 && isFirst)
    }
    replica.tape.reset()
    if part.count > 0 {
      let loss = model.loss(
        SequenceBatch(sources: part.sources, targets: part.targets),
        smoothing: Float(optimizer.options.labelSmoothing), gradientScale: 1 / Float(batch.targetTokens),
        tape: replica.tape, dropout: dropout(worker, pass: number, step), outputGradients: exchange)
      replica.smoothedSum += loss.smoothedSum
    }
    exchange.finish(rounds)
    replica.tape.collectGradients()
  }

  private func lossBlocks(_ part: ParallelBatch) -> Int {
    let rows = part.targets.reduce(0) { $0 + $1.count + 1 }
    return LossBlocks(rows: rows, vocabulary: model.options.targetVocabulary).count
  }

  /// One round of the loss: when all replicas have a block of logits or are done, each worker adds its own rows of the
  /// output layer's gradient for all of them. So that gradient, often the largest of all, is there only once.
  private func shareOutput(_ worker: Int, _ use: WeightUse?, isFirst: Bool) {
    outputUses[worker] = use
    meet(worker)
    sum.addOutput(worker, outputUses.compactMap { $0 }, isFirst: isFirst, replicas[worker].tape.kernels)
    meet(worker)
  }

  /// The passes of one update draw from streams of their own.
  private func dropout(_ worker: Int, pass: Int, _ step: Step) -> DropoutContext {
    DropoutContext(
      seed: step.seed, update: step.attempt, pass: pass, replica: communicator.rank * pool.count + worker)
  }

  /// The sum over ranks by one worker, then the squares of the new sum by all.
  private func sumOverRanks(_ worker: Int) {
    pool.barrier()
    if worker == 0 {
      do {
        try communicator.sum(UnsafeMutableBufferPointer(start: sum.values, count: model.parameters.count))
        smoothedSum = try communicator.sum([smoothedSum])[0]
      } catch {
        failure = error
      }
    }
    pool.barrier()
    sum.square(worker, model.parameters.kernels)
  }

  /// All that follows for a block of rows is done before the next block, while its new weights are in the cache.
  private func apply(_ worker: Int, _ step: Step) {
    let scale = optimizer.clipping(norm: sum.totalOfSquares.squareRoot())
    let step = optimizer.step(update: step.update, rate: step.rate, scale: scale)
    let kernels = replicas[worker].tape.kernels
    let values = model.parameters.values
    let rows = waiting[worker]
    rows.add(step)
    sum.forEachTableRow(worker) { rows.move($0, $1, gradient: $2) }
    if rows.isFull || average.takesUpdate { rows.settle() }
    for table in rows.tables { average.followUpdate(values, table.block.floats, kernels) }
    sum.forEachBlock(worker) { block, gradient in
      optimizer.apply(step, to: block.floats, gradient: gradient, values: values, kernels: kernels)
      average.followUpdate(values, block.floats, kernels)
      phase(worker, .packing) { model.parameters.refreshPacked(block.parameter, rows: block.rows) }
    }
  }

  /// Squares beyond fp32 count as infinite: no such gradient is meant, and clipping would only hide it.
  private var isUsable: Bool {
    failure == nil && smoothedSum.isFinite && sum.totalOfSquares <= Double(Float.greatestFiniteMagnitude)
  }

  // MARK: Times

  private func meet(_ worker: Int) { phase(worker, .waiting) { pool.barrier() } }

  /// Runs `body`; the time that it does not spend in kernels counts as `rest`.
  private func phase(_ worker: Int, _ rest: WorkKind, _ body: () -> Void) {
    guard let timed = replicas[worker].timed else { return body() }
    let start = TimedKernels.now()
    let before = timed.times.total
    body()
    timed.times[rest] += TimedKernels.now() - start - (timed.times.total - before)
  }
}
