import NMTKernels

/// What a step did, so that it can be gone back: values in an arena, and one backward closure per coarse op.
///
/// A tape with a `GradientBuffer` records; one without serves as workspace for inference. One tape belongs to one thread;
/// parameters are shared read-only. The order of use is: forward ops, `backward()`, `reset()`.
///
/// Weight gradients are not taken op by op: all uses of one weight are collected and become one product at the end of
/// `backward()`. So a decoder that walks step by step pays for its weights' gradients once, not once a step.
public final class Tape {
  public let kernels: any Kernels
  public let parameters: ParameterStore
  /// Where parameter gradients are added; nil for inference.
  public let gradients: GradientBuffer?
  public let arena = Arena()

  private var backwards: [(Tape) -> Void] = []
  private var weightUses: [(weight: Parameter, x: Matrix, dy: Matrix)] = []

  public init(parameters: ParameterStore, gradients: GradientBuffer? = nil) {
    precondition(gradients == nil || gradients!.count == parameters.count, "Tape: gradients of another store")
    self.kernels = parameters.kernels
    self.parameters = parameters
    self.gradients = gradients
  }

  public var recordsGradients: Bool { gradients != nil }

  /// Forgets the step and takes its memory back.
  public func reset() {
    backwards.removeAll(keepingCapacity: true)
    weightUses.removeAll(keepingCapacity: true)
    arena.reset()
  }

  /// Goes back over all recorded ops; afterwards the gradients of all parameters have been added to `gradients`.
  public func backward() {
    precondition(recordsGradients, "backward: this tape records no gradients")
    while let backward = backwards.popLast() { backward(self) }
    addWeightGradients()
  }

  // MARK: For ops

  /// Remembers how to go back over an op; not called when nothing is recorded.
  package func record(_ backward: @escaping (Tape) -> Void) {
    if recordsGradients { backwards.append(backward) }
  }

  /// A result `[rows, columns]`, values not initialised, gradient zero.
  public func tensor(rows: Int, columns: Int) -> Tensor {
    let values = matrix(rows: rows, columns: columns)
    guard recordsGradients else { return Tensor(values: values, gradient: nil) }
    let gradient = matrix(rows: rows, columns: columns)
    gradient.fill(0)
    return Tensor(values: values, gradient: gradient)
  }

  /// A constant of zeros `[rows, columns]`.
  public func zeros(rows: Int, columns: Int) -> Tensor {
    let values = matrix(rows: rows, columns: columns)
    values.fill(0)
    return Tensor(values: values, gradient: nil)
  }

  /// Workspace `[rows, columns]`, not initialised.
  public func matrix(rows: Int, columns: Int) -> Matrix {
    Matrix(arena.floats(rows * columns), rows: rows, columns: columns)
  }

  /// Runs `body` and takes back the workspace that it asked for.
  package func withScratch<Result>(_ body: () -> Result) -> Result {
    let mark = arena.mark()
    defer { arena.release(to: mark) }
    return body()
  }

  package func value(_ p: Parameter) -> Matrix { parameters.matrix(p) }

  /// The place of a parameter's gradient, nil when nothing is recorded.
  package func gradient(_ p: Parameter) -> Matrix? { gradients?.matrix(p) }

  /// Says that `y = x · Wᵀ` was computed and that the gradient of y is `dy`: dW += dyᵀ · x at the end of `backward()`.
  /// Both matrices must stay as they are until then.
  package func addWeightGradient(_ weight: Parameter, x: Matrix, dy: Matrix) {
    precondition(
      x.columns == weight.columns && dy.columns == weight.rows && x.rows == dy.rows,
      "weight gradient of \(weight.path): x \(x.shape), dy \(dy.shape)")
    weightUses.append((weight, x, dy))
  }

  /// One product a weight. Order: parameters by index, uses in the order of the backward pass.
  private func addWeightGradients() {
    let uses = weightUses.enumerated().sorted {
      ($0.element.weight.index, $0.offset) < ($1.element.weight.index, $1.offset)
    }.map(\.element)
    weightUses.removeAll(keepingCapacity: true)
    var first = 0
    while first < uses.count {
      var end = first
      var rows = 0
      repeat {
        rows += uses[end].x.rows
        end += 1
      } while end < uses.count && uses[end].weight.index == uses[first].weight.index
      withScratch { addWeightGradient(of: uses[first..<end], rows: rows) }
      first = end
    }
  }

  private func addWeightGradient(of uses: ArraySlice<(weight: Parameter, x: Matrix, dy: Matrix)>, rows: Int) {
    guard let use = uses.first, let dW = gradient(use.weight) else { return }
    var x = use.x
    var dy = use.dy
    if uses.count > 1 {
      x = matrix(rows: rows, columns: use.x.columns)
      dy = matrix(rows: rows, columns: use.dy.columns)
      var row = 0
      for use in uses {
        x.rows(row..<row + use.x.rows).copy(from: use.x)
        dy.rows(row..<row + use.x.rows).copy(from: use.dy)
        row += use.x.rows
      }
    }
    kernels.product(dy, transposed: true, x, transposed: false, into: dW, accumulate: true)
  }
}
