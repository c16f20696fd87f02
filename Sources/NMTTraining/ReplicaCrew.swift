import NMTCorpus
import NMTKernels
import NMTModels
import NMTTensor

/// One worker's own things: its tape, its gradients, its sums.
private final class Replica {
  let tape: Tape
  let gradients: GradientBuffer
  var smoothedSum = 0.0

  init(parameters: ParameterStore) {
    gradients = parameters.gradientBuffer()
    tape = Tape(parameters: parameters, gradients: gradients)
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
/// An update is five phases with a barrier between them: each worker goes forward and back over its own sentences; adds
/// up its own range of all replicas' gradients, in the order of replicas, with the sum of squares of each block; knows
/// the global norm from the same fixed-order sum; applies clipping and optimiser to its own range; refreshes its share of
/// the packed weights. So seed and number of threads decide every bit.
package final class ReplicaCrew: @unchecked Sendable {
  package let model: Seq2SeqModel
  package let pool: WorkerPool
  package let optimizer: Optimizer
  package let average: WeightAverage
  private let communicator: any Communicator
  private let accumulation: Int
  private let replicas: [Replica]
  private let squares: UnsafeMutableBufferPointer<Double>
  /// Of the update under way, over all replicas and ranks; written by worker 0 between two barriers.
  private var smoothedSum = 0.0
  private var failure: (any Error)?
  /// Floats that are summed at once: 16 KiB of each replica, in cache from the sum to its squares.
  private static let block = 4096

  package init(
    model: Seq2SeqModel, options: TrainingOptions, threads: Int, communicator: any Communicator = LocalCommunicator()
  ) {
    let parameters = model.parameters
    self.model = model
    self.communicator = communicator
    accumulation = options.batches.accumulation
    pool = WorkerPool(count: threads)
    optimizer = Optimizer(options.optimizer, count: parameters.count, kernels: parameters.kernels)
    average = WeightAverage(options.averaging, count: parameters.count)
    replicas = (0..<threads).map { _ in Replica(parameters: parameters) }
    squares = .allocate(capacity: (parameters.count + Self.block - 1) / Self.block)
    squares.initialize(repeating: 0)
  }

  deinit {
    pool.close()
    squares.deallocate()
  }

  /// Bytes that the replicas' workspaces hold.
  package var workspaceBytes: Int { replicas.reduce(0) { $0 + $1.tape.arena.capacityBytes } }

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

  package func update(_ batch: UpdateBatch, _ step: Step) throws -> UpdateResult {
    pool.run { [self] worker in
      backpropagate(worker, batch, step)
      pool.barrier()
      reduce(worker)
      pool.barrier()
      if isUsable { apply(worker, step) }
      clear(worker)
      pool.barrier()
      if isUsable { model.parameters.refreshPacked(part: worker, of: pool.count) }
    }
    if let failure { throw failure }
    let applied = isUsable
    if applied { average.countUpdate() }
    return UpdateResult(smoothedSum: smoothedSum, norm: totalOfSquares.squareRoot(), isApplied: applied)
  }

  /// Goes forward and back over `batch` and forgets what came out: afterwards the workspaces have the size it needs.
  package func rehearse(_ batch: UpdateBatch) {
    pool.run { [self] worker in
      backpropagate(worker, batch, Step(update: 1, attempt: 0, rate: 0, seed: 0))
      replicas[worker].tape.reset()
      replicas[worker].gradients.zero()
    }
  }

  /// Takes over weights that were written by somebody else.
  package func weightsChanged() {
    pool.run { [self] worker in model.parameters.refreshPacked(part: worker, of: pool.count) }
  }

  // MARK: Phases, each on every worker

  /// Forward and back over the worker's part of each batch; gradients of ∂(mean loss a target token).
  private func backpropagate(_ worker: Int, _ batch: UpdateBatch, _ step: Step) {
    let replica = replicas[worker]
    replica.smoothedSum = 0
    for (number, part) in batch.shares[worker].enumerated() where part.count > 0 {
      replica.tape.reset()
      let loss = model.loss(
        SequenceBatch(sources: part.sources, targets: part.targets), smoothing: Float(optimizer.options.labelSmoothing),
        gradientScale: 1 / Float(batch.targetTokens), tape: replica.tape,
        dropout: dropout(worker, batch: number, step))
      replica.tape.backward()
      replica.smoothedSum += loss.smoothedSum
    }
    if worker == 0, let spoil = step.spoil {
      spoil(UnsafeMutableBufferPointer(start: replica.gradients.values, count: replica.gradients.count))
    }
  }

  /// The batches of one update draw from streams of their own.
  private func dropout(_ worker: Int, batch: Int, _ step: Step) -> DropoutContext {
    DropoutContext(
      seed: step.seed, update: step.attempt * accumulation + batch,
      replica: communicator.rank * pool.count + worker)
  }

  /// The worker's range of the sum over replicas, into the first replica's buffer, and the squares of its blocks.
  private func reduce(_ worker: Int) {
    let kernels = model.parameters.kernels
    let sum = replicas[0].gradients.values
    if worker == 0 { smoothedSum = replicas.reduce(0) { $0 + $1.smoothedSum } }
    for block in blocks(worker) {
      let range = floats(block)
      for replica in replicas.dropFirst() {
        kernels.add(
          replica.gradients.values + range.lowerBound, scaledBy: 1, to: sum + range.lowerBound, count: range.count)
      }
      squares[block] = kernels.sumOfSquares(sum + range.lowerBound, count: range.count)
    }
    if communicator.size > 1 { reduceOverRanks(worker) }
  }

  /// The sum over ranks by one worker, then the squares of the new sum by all.
  private func reduceOverRanks(_ worker: Int) {
    let sum = replicas[0].gradients.values
    pool.barrier()
    if worker == 0 {
      do {
        try communicator.sum(UnsafeMutableBufferPointer(start: sum, count: model.parameters.count))
        smoothedSum = try communicator.sum([smoothedSum])[0]
      } catch {
        failure = error
      }
    }
    pool.barrier()
    for block in blocks(worker) {
      let range = floats(block)
      squares[block] = model.parameters.kernels.sumOfSquares(sum + range.lowerBound, count: range.count)
    }
  }

  private func apply(_ worker: Int, _ step: Step) {
    let scale = optimizer.clipping(norm: totalOfSquares.squareRoot())
    let range = floats(blocks(worker))
    let values = model.parameters.values
    optimizer.apply(
      range, gradient: replicas[0].gradients.values, values: values, update: step.update, rate: step.rate, scale: scale)
    average.followUpdate(values, range)
  }

  /// Zeroes the worker's range of every replica's gradients for the next update.
  private func clear(_ worker: Int) {
    let range = floats(blocks(worker))
    for replica in replicas {
      (replica.gradients.values + range.lowerBound).update(repeating: 0, count: range.count)
    }
  }

  // MARK: What every worker computes alike

  private var totalOfSquares: Double { squares.reduce(0, +) }

  /// Squares beyond fp32 count as infinite: no such gradient is meant, and clipping would only hide it.
  private var isUsable: Bool {
    failure == nil && smoothedSum.isFinite && totalOfSquares <= Double(Float.greatestFiniteMagnitude)
  }

  private func blocks(_ worker: Int) -> Range<Int> { share(worker, of: pool.count, count: squares.count) }

  private func floats(_ block: Int) -> Range<Int> { floats(block..<block + 1) }

  private func floats(_ blocks: Range<Int>) -> Range<Int> {
    let count = model.parameters.count
    return min(count, blocks.lowerBound * Self.block)..<min(count, blocks.upperBound * Self.block)
  }
}
