import NMTCorpus
import NMTKernels
import NMTModels
import NMTTensor

/// The phases of an update, each run by all workers at once.
extension ReplicaCrew {
  /// Processes the worker's own sentences, then its rows of the sum, pass by pass.
  func accumulate(_ replica: Replica, _ plan: UpdatePlan, _ step: Step) {
    replica.smoothedSum = 0
    replica.gradients.forgetTouches()
    for pass in plan.passes {
      if !pass.isFirst { replica.meet(pool) }
      replica.phase(.bookkeeping) { backpropagate(replica, plan, pass, step) }
      replica.meet(pool)
      replica.phase(.reduction) { sum.add(replica.worker, replicas.map(\.tape), pass, replica.kernels) }
    }
    if replica.worker == 0 { smoothedSum = replicas.reduce(0) { $0 + $1.smoothedSum } }
    if communicator.size > 1 { sumOverRanks(replica.worker) }
  }

  /// Runs forward and back over the worker's part of one pass: gradients of ∂(mean loss per target token).
  private func backpropagate(_ replica: Replica, _ plan: UpdatePlan, _ pass: UpdatePlan.Pass, _ step: Step) {
    let part = pass.parts[replica.worker]
    replica.tape.reset()
    exchange.takePart(in: pass, replica) { sink in
      guard part.count > 0 else { return }
      let loss = model.loss(
        SequenceBatch(sources: part.sources, targets: part.targets),
        smoothing: Float(optimizer.options.labelSmoothing), gradientScale: 1 / Float(plan.targetTokens),
        tape: replica.tape, dropout: dropout(replica, pass, step), outputGradients: sink)
      replica.smoothedSum += loss.smoothedSum
    }
    replica.tape.collectGradients()
  }

  /// Dropout with a separate random stream for every pass of an update.
  private func dropout(_ replica: Replica, _ pass: UpdatePlan.Pass, _ step: Step) -> DropoutContext {
    DropoutContext(
      seed: step.seed, update: step.attempt, pass: pass.number,
      replica: communicator.rank * pool.count + replica.worker)
  }

  /// Sums over ranks on one worker, then computes the squares of the new sum on all.
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

  /// Completes all steps for a block of rows before the next block, while its new weights are in the cache.
  func apply(_ replica: Replica, _ step: Step) {
    let scale = optimizer.clipping(norm: sum.totalOfSquares.squareRoot())
    let step = optimizer.step(update: step.update, rate: step.rate, scale: scale)
    let (worker, kernels) = (replica.worker, replica.kernels)
    let values = model.parameters.values
    let rows = waiting[worker]
    rows.add(step)
    sum.forEachTableRow(worker) { rows.move($0, $1, gradient: $2) }
    if rows.isFull || average.takesUpdate { rows.settle() }
    for table in rows.tables { average.followUpdate(values, table.block.floats, kernels) }
    sum.forEachBlock(worker) { block, gradient in
      optimizer.apply(step, to: block.floats, gradient: gradient, values: values, kernels: kernels)
      average.followUpdate(values, block.floats, kernels)
      replica.phase(.packing) { model.parameters.refreshPacked(block.parameter, rows: block.rows) }
    }
  }
}
