import NMTCorpus
import NMTKernels
import NMTModels
import NMTSystem
import NMTTensor

/// One worker's embedding rows. A row without a gradient in this update is deferred.
///
/// Most words are in few batches, yet Adam's moments and momentum move their rows in every update, which would read and
/// write all of a large table. Here a row waits until a batch reads it or several updates have accumulated, then makes
/// these steps one after another in the L1 cache. Each row sees the same operations in the same order, so deferral
/// changes no bit.
final class WaitingRows {
  struct Table {
    let block: GradientSum.Block
    /// Steps that each row has made, by its index in the block. `never` if no gradient has reached it: its moments are
    /// then zero, and without weight decay no step changes it.
    fileprivate let made: UnsafeMutableBufferPointer<UInt8>

    /// Position of rows in the flat store.
    fileprivate func floats(_ rows: Range<Int>) -> Range<Int> {
      GradientSum.Block(parameter: block.parameter, rows: rows).floats
    }
  }

  private static let never = UInt8.max
  /// Largest number of steps that accumulate.
  private static let most = 8
  /// Floats of a vector processed together, so that weights and moments stay in the L1 cache.
  private static let floatsTogether = 2048

  let tables: [Table]
  private let optimizer: Optimizer
  private let values: UnsafeMutablePointer<Float>
  private let kernels: any Kernels
  /// Steps that rows have yet to make; no row is further behind than the first of these.
  private var steps: [Optimizer.Step] = []

  init(
    _ blocks: [GradientSum.Block], _ optimizer: Optimizer, values: UnsafeMutablePointer<Float>, kernels: any Kernels
  ) {
    tables = blocks.map { block in
      let made = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: block.rows.count)
      made.initialize(repeating: Self.never)
      return Table(block: block, made: made)
    }
    self.optimizer = optimizer
    self.values = values
    self.kernels = kernels
  }

  deinit { for table in tables { table.made.deallocate() } }

  /// True if rows may be waiting; equal on every worker.
  var isBehind: Bool { !steps.isEmpty }

  /// True if `settle` is due.
  var isFull: Bool { steps.count == Self.most }

  /// Begins an update; rows with a gradient are then passed to `move`, the others wait.
  func add(_ step: Optimizer.Step) { steps.append(step) }

  /// Updates row `id` of a block with its gradient in the newest step.
  func move(_ block: Int, _ id: Int, gradient: UnsafePointer<Float>) {
    guard let step = steps.last else { preconditionFailure("WaitingRows.move: no step was added") }
    let table = tables[block]
    let place = id - table.block.rows.lowerBound
    precondition(
      table.made[place] == Self.never || Int(table.made[place]) == steps.count - 1,
      "WaitingRows.move: row \(id) of \(table.block.parameter.path) was read while it waited")
    optimizer.apply(step, to: table.floats(id..<id + 1), gradient: gradient, values: values, kernels: kernels)
    table.made[place] = UInt8(steps.count)
  }

  /// Brings the rows of the words in `batch`, and of special tokens, up to date.
  func catchUp(for batch: UpdateBatch) {
    for table in tables {
      for id in 0...SpecialToken.end { catchUp(table, id) }
      for part in batch.shares.joined() {
        for sentence in part.sources { for id in sentence { catchUp(table, id) } }
        for sentence in part.targets { for id in sentence { catchUp(table, id) } }
      }
    }
  }

  private func catchUp(_ table: Table, _ id: Int32) {
    guard table.block.rows.contains(Int(id)) else { return }
    let place = Int(id) - table.block.rows.lowerBound
    guard table.made[place] != Self.never, Int(table.made[place]) < steps.count else { return }
    makeSteps(from: table.made[place], table, Int(id)..<Int(id) + 1)
    table.made[place] = UInt8(steps.count)
  }

  /// Brings every row up to date.
  func settle() {
    guard isBehind else { return }
    for table in tables {
      let together = max(1, Self.floatsTogether / table.block.parameter.columns)
      let start = table.block.rows.lowerBound
      var first = 0
      while first < table.made.count {
        let made = table.made[first]
        var end = first + 1
        while end < table.made.count, end - first < together, table.made[end] == made { end += 1 }
        if made != Self.never {
          makeSteps(from: made, table, start + first..<start + end)
          for place in first..<end { table.made[place] = 0 }
        }
        first = end
      }
    }
    steps.removeAll(keepingCapacity: true)
  }

  /// Starts over with newly loaded weights and moments.
  func stateLoaded() {
    steps.removeAll(keepingCapacity: true)
    for table in tables {
      for (place, id) in table.block.rows.enumerated() {
        let floats = table.floats(id..<id + 1)
        let isReached = optimizer.moments.contains { vector in floats.contains { vector.base[$0] != 0 } }
        table.made[place] = isReached ? 0 : Self.never
      }
    }
  }

  private func makeSteps(from first: UInt8, _ table: Table, _ rows: Range<Int>) {
    for step in steps[Int(first)...] {
      optimizer.apply(step, to: table.floats(rows), gradient: nil, values: values, kernels: kernels)
    }
  }
}
