import NMTKernels
import NMTTensor

/// The gradient of one update, summed over all replicas; each worker computes its own rows of every parameter.
///
/// Gradients of vectors are in the replicas' own buffers. A weight's gradient is one product over the uses of all
/// replicas, written once without further additions; for the output layer it is one product per round of logit blocks.
/// A table's gradient is a few rows. Sums run in the order of replicas and of their uses, so seed and number of threads
/// determine every bit.
final class GradientSum: @unchecked Sendable {
  private let specs: [Parameter]
  private let workers: Int
  private let buffers: [GradientBuffer]
  /// Sparse gradients of tables, by parameter and worker; nil if the gradient is dense.
  private let tables: [[SparseRows]?]
  private let output: Parameter
  /// Sums of squares, by parameter and worker.
  private let squares: UnsafeMutableBufferPointer<Double>

  /// - Parameters:
  ///   - buffers: one per replica; the first receives the sum.
  ///   - output: weight of the output layer.
  ///   - sparse: true to keep table gradients as rows; false if the flat buffer is summed over ranks.
  init(_ parameters: ParameterStore, buffers: [GradientBuffer], output: Parameter, sparse: Bool) {
    let workers = buffers.count
    specs = parameters.specs
    self.workers = workers
    self.buffers = buffers
    self.output = output
    tables = specs.map { p in
      sparse && parameters.isTable(p) ? (0..<workers).map { SparseRows(p, part: $0, of: workers) } : nil
    }
    squares = .allocate(capacity: specs.count * workers)
    squares.initialize(repeating: 0)
  }

  deinit { squares.deallocate() }

  /// All dense gradients, in the layout of the store.
  var values: UnsafeMutablePointer<Float> { buffers[0].values }

  /// Σ g² over all parameters; equal on every worker.
  var totalOfSquares: Double { squares.reduce(0, +) }

  /// Adds the uses collected by the tapes in one pass to the worker's rows; after the last pass also adds the replicas'
  /// buffers and computes the squares.
  func add(_ worker: Int, _ tapes: [Tape], _ pass: UpdatePlan.Pass, _ kernels: any Kernels) {
    for p in specs {
      guard let table = tables[p.index] else {
        addDense(p, worker, tapes, pass, kernels)
        continue
      }
      for tape in tapes {
        for use in tape.tableUses where use.table.index == p.index { table[worker].add(use, kernels) }
      }
      if pass.isLast { square(p, worker, kernels) }
    }
  }

  /// Adds one round of the output layer's gradient, a block per replica that has one, to the worker's rows.
  func addOutput(_ worker: Int, _ uses: [WeightUse], _ accumulation: Accumulation, _ kernels: any Kernels) {
    let range = rows(output, worker)
    let own = uses.map { WeightUse(x: $0.x, dy: $0.dy.columns(range)) }
    squares[place(output, worker)] = kernels.weightGradient(
      own, into: buffers[0].matrix(output).rows(range), accumulate: accumulation == .add)
  }

  private func addDense(
    _ p: Parameter, _ worker: Int, _ tapes: [Tape], _ pass: UpdatePlan.Pass, _ kernels: any Kernels
  ) {
    let range = rows(p, worker)
    guard !range.isEmpty else { return }
    // The rounds of the loss have already summed and squared the output layer.
    let (isOutput, isTouched) = (p == output, buffers[0].isTouched[p.index])
    var sum = RowSum(
      buffers[0].matrix(p), range, accumulation: pass.isFirst && !isOutput && !isTouched ? .replace : .add,
      squares: isOutput && !isTouched ? .known(squares[place(p, worker)]) : .stale, kernels: kernels)
    if pass.isLast {
      for buffer in buffers.dropFirst() where buffer.isTouched[p.index] { sum.add(buffer.matrix(p)) }
    }
    sum.add(tapes.flatMap { $0.weightUses[p.index] })
    for tape in tapes {
      for use in tape.tableUses where use.table.index == p.index { sum.add(use) }
    }
    guard pass.isLast else { return }
    switch sum.squares {
    case .known(let value): squares[place(p, worker)] = value
    case .stale: square(p, worker, kernels)
    }
  }

  /// Computes the squares of the worker's own rows.
  func square(_ worker: Int, _ kernels: any Kernels) {
    for p in specs { square(p, worker, kernels) }
  }

  private func square(_ p: Parameter, _ worker: Int, _ kernels: any Kernels) {
    let own = tables[p.index].map { $0[worker].values } ?? dense(p, worker)
    squares[place(p, worker)] = own.baseAddress.map { kernels.sumOfSquares($0, count: own.count) } ?? 0
  }

  private func dense(_ p: Parameter, _ worker: Int) -> UnsafeBufferPointer<Float> {
    let floats = Block(parameter: p, rows: rows(p, worker)).floats
    return UnsafeBufferPointer(start: values + floats.lowerBound, count: floats.count)
  }

  /// Rows of a parameter that one worker updates together.
  struct Block {
    let parameter: Parameter
    let rows: Range<Int>

    /// Position in the flat store.
    var floats: Range<Int> {
      parameter.offset + rows.lowerBound * parameter.columns..<parameter.offset + rows.upperBound * parameter.columns
    }
  }

  /// Rows per block, chosen so that its weights stay in the L2 cache from optimizer to packing.
  private static let blockRows = 4 * packingUnit

  /// Calls `body` for the worker's dense rows, in blocks that can be packed independently.
  func forEachBlock(_ worker: Int, _ body: (Block, UnsafePointer<Float>) -> Void) {
    for p in specs where tables[p.index] == nil {
      let own = rows(p, worker)
      for first in stride(from: own.lowerBound, to: own.upperBound, by: Self.blockRows) {
        let block = Block(parameter: p, rows: first..<min(first + Self.blockRows, own.upperBound))
        body(block, UnsafePointer(values + block.floats.lowerBound))
      }
    }
  }

  /// The worker's rows of tables with sparse gradients.
  func tableBlocks(_ worker: Int) -> [Block] {
    specs.filter { tables[$0.index] != nil }.map { Block(parameter: $0, rows: rows($0, worker)) }
  }

  /// Calls `body` for every row of these tables that has a gradient, with the index of its block.
  func forEachTableRow(_ worker: Int, _ body: (Int, Int, UnsafePointer<Float>) -> Void) {
    var place = 0
    for p in specs {
      guard let parts = tables[p.index] else { continue }
      let own = rows(p, worker)
      for part in parts { part.forEach(in: own) { body(place, $0, $1) } }
      place += 1
    }
  }

  /// Clears the worker's rows of every buffer for the next update.
  func clear(_ worker: Int) {
    for p in specs {
      let range = rows(p, worker)
      for buffer in buffers where buffer.isTouched[p.index] {
        buffer.matrix(p).rows(range).base.update(repeating: 0, count: range.count * p.columns)
      }
    }
  }

  /// Clears the table rows; call it after the barrier that ends the optimizer phase, when nothing reads them.
  func clearTables(_ worker: Int) {
    for table in tables { table?[worker].clear() }
  }

  private func rows(_ p: Parameter, _ worker: Int) -> Range<Int> {
    share(worker, of: workers, count: p.rows, unit: packingUnit)
  }

  /// Index of a worker's share in `squares`.
  private func place(_ p: Parameter, _ worker: Int) -> Int { p.index * workers + worker }
}
