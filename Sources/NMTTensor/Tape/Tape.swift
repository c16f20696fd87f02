package import NMTKernels

/// What a step did, so that it can be gone back: values in an arena, and one backward closure per coarse op.
///
/// A tape with a `GradientBuffer` records; one without serves as workspace for inference. One tape belongs to one thread;
/// parameters are shared read-only. The order of use is: forward ops, `backward()`, `reset()`.
///
/// Gradients of weights and of embedding tables are not taken op by op: all uses are collected. `backward()` adds them up
/// at its end, so a decoder that walks step by step pays for its weights' gradients once, not once a step; replicas go
/// back with `collectGradients()` and add up the uses of all of them together.
package final class Tape {
  package let kernels: any Kernels
  package let parameters: ParameterStore
  /// Where parameter gradients are added; nil for inference.
  package let gradients: GradientBuffer?
  package let arena = Arena()

  private var backwards: [(Tape) -> Void] = []
  /// By index of the weight, in the order of the backward pass; valid until `reset`.
  package private(set) var weightUses: [[WeightUse]]
  package private(set) var tableUses: [TableUse] = []

  /// Where cells' single steps write the states that outlive the step, `[rows, columns]`; nil for the arena. For tapes
  /// that record nothing.
  package var stateMemory: ((_ rows: Int, _ columns: Int) -> Matrix)?

  /// Where the way back notes the gradients of states; set before the ops are called.
  package var stateGradients: StateGradients?

  /// - Parameter kernels: the arithmetic, where it is not the store's own: those kernels with a clock around them.
  package init(parameters: ParameterStore, gradients: GradientBuffer? = nil, kernels: (any Kernels)? = nil) {
    precondition(gradients == nil || gradients!.count == parameters.count, "Tape: gradients of another store")
    self.kernels = kernels ?? parameters.kernels
    weightUses = Array(repeating: [], count: parameters.specs.count)
    self.parameters = parameters
    self.gradients = gradients
  }

  package var recordsGradients: Bool { gradients != nil }

  /// Forgets the step and takes its memory back.
  package func reset() {
    backwards.removeAll(keepingCapacity: true)
    for index in weightUses.indices { weightUses[index].removeAll(keepingCapacity: true) }
    tableUses.removeAll(keepingCapacity: true)
    arena.reset()
  }

  /// Goes back over all recorded ops; afterwards the gradients of all parameters have been added to `gradients`.
  package func backward() {
    collectGradients()
    guard let gradients else { return }
    for p in parameters.specs where !weightUses[p.index].isEmpty {
      kernels.weightGradient(weightUses[p.index], into: gradients.touch(p), accumulate: true)
    }
    for use in tableUses { kernels.scatterAdd(use.dy, use.ids, into: gradients.touch(use.table)) }
  }

  /// Goes back over all recorded ops. The gradients of vectors (and of the output layer, unless an
  /// `OutputGradientSink` took it) are in `gradients` afterwards, all others in `weightUses` and `tableUses`, which stay
  /// valid until `reset`.
  package func collectGradients() {
    precondition(recordsGradients, "backward: this tape records no gradients")
    while let backward = backwards.popLast() { backward(self) }
  }

  // MARK: For ops

  /// Remembers how to go back over an op; not called when nothing is recorded.
  package func record(_ backward: @escaping (Tape) -> Void) {
    if recordsGradients { backwards.append(backward) }
  }

  /// A result `[rows, columns]`, values not initialized, gradient zero.
  package func tensor(rows: Int, columns: Int) -> Tensor {
    let values = matrix(rows: rows, columns: columns)
    guard recordsGradients else { return Tensor(values: values, gradient: nil) }
    let gradient = matrix(rows: rows, columns: columns)
    gradient.fill(0)
    return Tensor(values: values, gradient: gradient)
  }

  /// A tensor in the memory for states, where there is such memory.
  func stateTensor(rows: Int, columns: Int) -> Tensor {
    guard let stateMemory else { return tensor(rows: rows, columns: columns) }
    precondition(!recordsGradients, "Tape: memory of states while gradients are recorded")
    return Tensor(values: stateMemory(rows, columns), gradient: nil)
  }

  /// A result whose values stand where those of `x` stood, with a gradient of its own.
  func sharingValues(of x: Tensor) -> Tensor {
    guard recordsGradients else { return Tensor(values: x.values, gradient: nil) }
    let gradient = matrix(rows: x.rows, columns: x.columns)
    gradient.fill(0)
    return Tensor(values: x.values, gradient: gradient)
  }

  /// A constant of zeros `[rows, columns]`.
  package func zeros(rows: Int, columns: Int) -> Tensor {
    let values = matrix(rows: rows, columns: columns)
    values.fill(0)
    return Tensor(values: values, gradient: nil)
  }

  /// Workspace `[rows, columns]`, not initialized.
  package func matrix(rows: Int, columns: Int) -> Matrix {
    Matrix(arena.floats(rows * columns), rows: rows, columns: columns)
  }

  /// Runs `body` and takes back the workspace that it asked for.
  package func withScratch<Result>(_ body: () -> Result) -> Result {
    let mark = arena.mark()
    defer { arena.release(to: mark) }
    return body()
  }

  package func value(_ p: Parameter) -> Matrix { parameters.matrix(p) }

  /// Where to add to a parameter's gradient, nil when nothing is recorded.
  package func gradient(_ p: Parameter) -> Matrix? { gradients?.touch(p) }

  /// Says that `y = x · Wᵀ` was computed and that the gradient of y is `dy`: dW += dyᵀ · x is still to be done.
  /// Both matrices must stay as they are until `reset`.
  package func addWeightGradient(_ weight: Parameter, x: Matrix, dy: Matrix) {
    precondition(
      x.columns == weight.columns && dy.columns == weight.rows && x.rows == dy.rows,
      "weight gradient of \(weight.path): x \(x.shape), dy \(dy.shape)")
    weightUses[weight.index].append(WeightUse(x: x, dy: dy))
  }

  /// Says that row k of y is row ids[k] of a table and that the gradient of y is `dy`: both stay until `reset`.
  package func addTableGradient(_ table: Parameter, ids: UnsafePointer<Int32>, dy: Matrix) {
    tableUses.append(TableUse(table: table, ids: ids, dy: dy))
  }
}

/// Rows taken from a table, and the gradient of what was taken.
package struct TableUse {
  package let table: Parameter
  /// One id a row of `dy`.
  package let ids: UnsafePointer<Int32>
  package let dy: Matrix
}
