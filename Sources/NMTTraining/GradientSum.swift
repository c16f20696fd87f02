import NMTKernels
import NMTTensor

/// The gradient of one update: the sum over all replicas, each worker making its own rows of every parameter.
///
/// Vectors and the output layer are in the replicas' own buffers; a weight's gradient is one product over the uses of all
/// replicas, so that it is written once and never added up; a table's gradient is a few rows. The order of every sum is
/// that of replicas and of their uses: seed and number of threads decide every bit.
final class GradientSum: @unchecked Sendable {
  private let specs: [Parameter]
  private let workers: Int
  private let buffers: [GradientBuffer]
  /// By index of the parameter, one a worker; nil where the gradient is dense.
  private let tables: [[SparseRows]?]
  /// Sums of squares, by parameter and worker.
  private let squares: UnsafeMutableBufferPointer<Double>

  /// - Parameters:
  ///   - buffers: of the replicas; the first one takes the sum.
  ///   - sparse: whether tables are kept as rows: not where the flat buffer is summed over ranks.
  init(_ parameters: ParameterStore, buffers: [GradientBuffer], sparse: Bool) {
    let workers = buffers.count
    specs = parameters.specs
    self.workers = workers
    self.buffers = buffers
    tables = specs.map { p in
      sparse && parameters.isTable(p) ? (0..<workers).map { SparseRows(p, part: $0, of: workers) } : nil
    }
    squares = .allocate(capacity: specs.count * workers)
    squares.initialize(repeating: 0)
  }

  deinit { squares.deallocate() }

  /// All dense gradients, laid out as the store.
  var values: UnsafeMutablePointer<Float> { buffers[0].values }

  /// Σ g² over all parameters, the same on every worker.
  var totalOfSquares: Double { squares.reduce(0, +) }

  /// Adds what the tapes collected in one batch to the worker's rows; after the last batch also what the replicas' buffers
  /// hold, and squares it.
  func add(_ worker: Int, _ tapes: [Tape], isFirst: Bool, isLast: Bool, _ kernels: any Kernels) {
    for p in specs {
      if let rows = tables[p.index]?[worker] {
        for tape in tapes {
          for use in tape.tableUses where use.table.index == p.index { rows.add(use, kernels) }
        }
      } else {
        addDense(p, worker, tapes, isFirst: isFirst, isLast: isLast, kernels)
      }
      if isLast { square(p, worker, kernels) }
    }
  }

  private func addDense(
    _ p: Parameter, _ worker: Int, _ tapes: [Tape], isFirst: Bool, isLast: Bool, _ kernels: any Kernels
  ) {
    let range = rows(p, worker)
    guard !range.isEmpty else { return }
    let sum = buffers[0].matrix(p).rows(range)
    let count = range.count * p.columns
    var hasValue = !isFirst || buffers[0].isTouched[p.index]
    for buffer in buffers.dropFirst() where isLast && buffer.isTouched[p.index] {
      let part = buffer.matrix(p).rows(range).base
      if hasValue {
        kernels.add(part, scaledBy: 1, to: sum.base, count: count)
      } else {
        sum.base.update(from: part, count: count)
      }
      hasValue = true
    }
    let uses = tapes.flatMap { $0.weightUses[p.index] }
    if !uses.isEmpty || !hasValue {
      let own = uses.map { WeightUse(x: $0.x, dy: $0.dy.columns(range)) }
      kernels.weightGradient(own, into: sum, accumulate: hasValue)
    }
    for tape in tapes {
      for use in tape.tableUses where use.table.index == p.index {
        for k in 0..<use.dy.rows where range.contains(Int(use.ids[k])) {
          kernels.add(use.dy.row(k), scaledBy: 1, to: sum.row(Int(use.ids[k]) - range.lowerBound), count: p.columns)
        }
      }
    }
  }

  /// Squares of the worker's own rows.
  func square(_ worker: Int, _ kernels: any Kernels) {
    for p in specs { square(p, worker, kernels) }
  }

  private func square(_ p: Parameter, _ worker: Int, _ kernels: any Kernels) {
    let own = tables[p.index].map { $0[worker].values } ?? dense(p, worker)
    squares[p.index * workers + worker] = own.baseAddress.map { kernels.sumOfSquares($0, count: own.count) } ?? 0
  }

  private func dense(_ p: Parameter, _ worker: Int) -> UnsafeBufferPointer<Float> {
    let range = rows(p, worker)
    return UnsafeBufferPointer(
      start: values + p.offset + range.lowerBound * p.columns, count: range.count * p.columns)
  }

  /// Calls `body` for stretches of the flat store that are the worker's, with the gradient of each; nil where it is zero.
  func forEachStretch(_ worker: Int, _ body: (Range<Int>, UnsafePointer<Float>?) -> Void) {
    for p in specs {
      let range = rows(p, worker)
      func floats(_ rows: Range<Int>) -> Range<Int> {
        p.offset + rows.lowerBound * p.columns..<p.offset + rows.upperBound * p.columns
      }
      guard let parts = tables[p.index] else {
        body(floats(range), UnsafePointer(values + floats(range).lowerBound))
        continue
      }
      var next = range.lowerBound
      for id in range {
        guard let row = parts[id % workers].row(id) else { continue }
        if next < id { body(floats(next..<id), nil) }
        body(floats(id..<id + 1), row)
        next = id + 1
      }
      if next < range.upperBound { body(floats(next..<range.upperBound), nil) }
    }
  }

  /// Makes the worker's rows of every buffer ready for the next update.
  func clear(_ worker: Int) {
    for p in specs {
      let range = rows(p, worker)
      for buffer in buffers where buffer.isTouched[p.index] {
        buffer.matrix(p).rows(range).base.update(repeating: 0, count: range.count * p.columns)
      }
    }
  }

  /// Forgets the rows of tables. Nobody reads them any more: after the barrier that ends the optimiser's phase.
  func clearTables(_ worker: Int) {
    for table in tables { table?[worker].clear() }
  }

  private func rows(_ p: Parameter, _ worker: Int) -> Range<Int> { share(worker, of: workers, count: p.rows) }
}
