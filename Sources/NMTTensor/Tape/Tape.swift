package import NMTKernels

/// A record of a step for the backward pass: values in an arena, and one backward closure per coarse op.
///
/// A tape with a `GradientBuffer` records; one without is a workspace for inference. Each tape belongs to one thread;
/// parameters are shared read-only. Use in this order: forward ops, `backward()`, `reset()`.
///
/// Gradients of weights and embedding tables are not computed op by op: all uses are collected, and `backward()` sums
/// them at its end. So a step-by-step decoder pays for its weight gradients once, not once per step. Replicas call
/// `collectGradients()` instead and sum the uses of all replicas together.
package final class Tape {
  package let kernels: any Kernels
  package let parameters: ParameterStore
  /// Receives parameter gradients; nil for inference.
  package let gradients: GradientBuffer?
  package let arena = Arena()

  private var backwards: [(Tape) -> Void] = []
  /// Uses by weight index, in the order of the backward pass; valid until `reset`.
  package private(set) var weightUses: [[WeightUse]]
  package private(set) var tableUses: [TableUse] = []

  /// Allocates states `[rows, columns]` that outlive a single step of a cell; nil for the arena. Only for tapes that do
  /// not record.
  package var stateMemory: ((_ rows: Int, _ columns: Int) -> Matrix)?

  /// Collects gradients of states in the backward pass; set it before calling ops.
  package var stateGradients: StateGradients?

  /// - Parameter kernels: kernels to use instead of the store's, such as timed ones.
  package init(parameters: ParameterStore, gradients: GradientBuffer? = nil, kernels: (any Kernels)? = nil) {
    precondition(gradients == nil || gradients!.count == parameters.count, "Tape: gradients of another store")
    self.kernels = kernels ?? parameters.kernels
    weightUses = Array(repeating: [], count: parameters.specs.count)
    self.parameters = parameters
    self.gradients = gradients
  }

  package var recordsGradients: Bool { gradients != nil }

  /// Discards the step and frees its memory.
  package func reset() {
    backwards.removeAll(keepingCapacity: true)
    for index in weightUses.indices { weightUses[index].removeAll(keepingCapacity: true) }
    tableUses.removeAll(keepingCapacity: true)
    arena.reset()
  }

  /// Runs the backward pass over all recorded ops and adds the gradients of all parameters to `gradients`.
  package func backward() {
    collectGradients()
    guard let gradients else { return }
    for p in parameters.specs where !weightUses[p.index].isEmpty {
      kernels.weightGradient(weightUses[p.index], into: gradients.touch(p), accumulate: true)
    }
    for use in tableUses { kernels.scatterAdd(use.dy, use.ids, into: gradients.touch(use.table)) }
  }

  /// Runs the backward pass over all recorded ops. Afterwards the gradients of vectors (and of the output layer, unless
  /// an `OutputGradientSink` took it) are in `gradients`; the others are in `weightUses` and `tableUses` until `reset`.
  package func collectGradients() {
    precondition(recordsGradients, "backward: this tape records no gradients")
    while let backward = backwards.popLast() { backward(self) }
  }

  // MARK: For ops

  /// Records the backward closure of an op; it is dropped if the tape does not record.
  package func record(_ backward: @escaping (Tape) -> Void) {
    if recordsGradients { backwards.append(backward) }
  }

  /// A new tensor `[rows, columns]` with uninitialized values and a zero gradient.
  package func tensor(rows: Int, columns: Int) -> Tensor {
    let values = matrix(rows: rows, columns: columns)
    guard recordsGradients else { return Tensor(values: values, gradient: nil) }
    let gradient = matrix(rows: rows, columns: columns)
    gradient.fill(0)
    return Tensor(values: values, gradient: gradient)
  }

  /// A tensor in `stateMemory` if that is set, else in the arena.
  func stateTensor(rows: Int, columns: Int) -> Tensor {
    guard let stateMemory else { return tensor(rows: rows, columns: columns) }
    precondition(!recordsGradients, "Tape: memory of states while gradients are recorded")
    return Tensor(values: stateMemory(rows, columns), gradient: nil)
  }

  /// A tensor that shares the values of `x` and has its own gradient.
  func sharingValues(of x: Tensor) -> Tensor {
    guard recordsGradients else { return Tensor(values: x.values, gradient: nil) }
    let gradient = matrix(rows: x.rows, columns: x.columns)
    gradient.fill(0)
    return Tensor(values: x.values, gradient: gradient)
  }

  /// A constant tensor of zeros `[rows, columns]`.
  package func zeros(rows: Int, columns: Int) -> Tensor {
    let values = matrix(rows: rows, columns: columns)
    values.fill(0)
    return Tensor(values: values, gradient: nil)
  }

  /// Uninitialized workspace `[rows, columns]`.
  package func matrix(rows: Int, columns: Int) -> Matrix {
    Matrix(arena.floats(rows * columns), rows: rows, columns: columns)
  }

  /// Runs `body` and frees the workspace that it allocated.
  package func withScratch<Result>(_ body: () -> Result) -> Result {
    let mark = arena.mark()
    defer { arena.release(to: mark) }
    return body()
  }

  package func value(_ p: Parameter) -> Matrix { parameters.matrix(p) }

  /// A parameter's gradient to add to; nil if the tape does not record.
  package func gradient(_ p: Parameter) -> Matrix? { gradients?.touch(p) }

  /// Registers that `y = x · Wᵀ` was computed and that `dy` is the gradient of y, so dW += dyᵀ · x is still to be done.
  /// Both matrices must stay unchanged until `reset`.
  package func addWeightGradient(_ weight: Parameter, x: Matrix, dy: Matrix) {
    precondition(
      x.columns == weight.columns && dy.columns == weight.rows && x.rows == dy.rows,
      "weight gradient of \(weight.path): x \(x.shape), dy \(dy.shape)")
    weightUses[weight.index].append(WeightUse(x: x, dy: dy))
  }

  /// Registers that row k of y is row ids[k] of a table; `ids` and `dy`, the gradient of y, must stay until `reset`.
  package func addTableGradient(_ table: Parameter, ids: UnsafePointer<Int32>, dy: Matrix) {
    tableUses.append(TableUse(table: table, ids: ids, dy: dy))
  }
}

/// Rows taken from a table, and their gradient.
package struct TableUse {
  package let table: Parameter
  /// One id per row of `dy`.
  package let ids: UnsafePointer<Int32>
  package let dy: Matrix
}
