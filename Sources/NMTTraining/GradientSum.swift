import NMTKernels
import NMTTensor

/// The gradient of one update: the sum over all replicas, each worker making its own rows of every parameter.
///
/// Vectors are in the replicas' own buffers; a weight's gradient is one product over the uses of all replicas, so that it
/// is written once and never added up; the output layer's is one product for each round of blocks of logits; a table's
/// gradient is a few rows. The order of every sum is that of replicas and of their uses: seed and number of threads
/// decide every bit.
final class GradientSum: @unchecked Sendable {
  private let specs: [Parameter]
  private let workers: Int
  private let buffers: [GradientBuffer]
  /// By index of the parameter, one a worker; nil where the gradient is dense.
  private let tables: [[SparseRows]?]
  private let output: Parameter
  /// By index of the parameter, rows of tables that a gradient ever reached; the others' moments are all zero.
  private let reached: [UnsafeMutableBufferPointer<Bool>?]
  /// Sums of squares, by parameter and worker.
  private let squares: UnsafeMutableBufferPointer<Double>

  /// - Parameters:
  ///   - buffers: of the replicas; the first one takes the sum.
  ///   - output: the output layer's weight.
  ///   - sparse: whether tables are kept as rows: not where the flat buffer is summed over ranks.
  init(_ parameters: ParameterStore, buffers: [GradientBuffer], output: Parameter, sparse: Bool) {
    let workers = buffers.count
    specs = parameters.specs
    self.workers = workers
    self.buffers = buffers
    self.output = output
    tables = specs.map { p in
      sparse && parameters.isTable(p) ? (0..<workers).map { SparseRows(p, part: $0, of: workers) } : nil
    }
    reached = zip(specs, tables).map { p, table in
      guard table != nil else { return nil }
      let rows = UnsafeMutableBufferPointer<Bool>.allocate(capacity: p.rows)
      rows.initialize(repeating: false)
      return rows
    }
    squares = .allocate(capacity: specs.count * workers)
    squares.initialize(repeating: 0)
  }

  deinit {
    for rows in reached { rows?.deallocate() }
    squares.deallocate()
  }

  /// Takes over moments that were loaded.
  func findReached(_ moments: [FlatVector]) {
    for p in specs {
      guard let rows = reached[p.index] else { continue }
      for row in 0..<p.rows {
        let floats = p.offset + row * p.columns..<p.offset + (row + 1) * p.columns
        rows[row] = moments.contains { vector in floats.contains { vector.base[$0] != 0 } }
      }
    }
  }

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

  /// The worker's rows of the output layer's gradient for one round: a block of every replica that has one.
  func addOutput(_ worker: Int, _ uses: [WeightUse], isFirst: Bool, _ kernels: any Kernels) {
    let range = rows(output, worker)
    let own = uses.map { WeightUse(x: $0.x, dy: $0.dy.columns(range)) }
    kernels.weightGradient(own, into: buffers[0].matrix(output).rows(range), accumulate: !isFirst)
  }

  private func addDense(
    _ p: Parameter, _ worker: Int, _ tapes: [Tape], isFirst: Bool, isLast: Bool, _ kernels: any Kernels
  ) {
    let range = rows(p, worker)
    guard !range.isEmpty else { return }
    let sum = buffers[0].matrix(p).rows(range)
    let count = range.count * p.columns
    var hasValue = !isFirst || buffers[0].isTouched[p.index] || p == output
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
  /// Rows that no gradient ever reached are left out: without weight decay no optimiser would change them.
  func forEachStretch(_ worker: Int, _ body: (Range<Int>, UnsafePointer<Float>?) -> Void) {
    for p in specs {
      let range = rows(p, worker)
      if let parts = tables[p.index], let reached = reached[p.index] {
        forEachStretch(of: p, range, parts, reached, body)
      } else {
        body(floats(p, range), UnsafePointer(values + floats(p, range).lowerBound))
      }
    }
  }

  private func forEachStretch(
    of p: Parameter, _ range: Range<Int>, _ parts: [SparseRows], _ reached: UnsafeMutableBufferPointer<Bool>,
    _ body: (Range<Int>, UnsafePointer<Float>?) -> Void
  ) {
    var idle = range.lowerBound..<range.lowerBound
    func finish() { if !idle.isEmpty { body(floats(p, idle), nil) } }
    for id in range {
      let row = parts[id % workers].row(id)
      if row == nil && reached[id] {
        if idle.upperBound < id {
          finish()
          idle = id..<id
        }
        idle = idle.lowerBound..<id + 1
      } else if let row {
        body(floats(p, id..<id + 1), row)
        reached[id] = true
      }
    }
    finish()
  }

  /// Calls `body` for the worker's part of each parameter.
  func forEachPart(_ worker: Int, _ body: (Range<Int>) -> Void) {
    for p in specs { body(floats(p, rows(p, worker))) }
  }

  private func floats(_ p: Parameter, _ rows: Range<Int>) -> Range<Int> {
    p.offset + rows.lowerBound * p.columns..<p.offset + rows.upperBound * p.columns
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
