import NMTKernels

/// The input product of a sequence op, P = x · Wᵀ for all its packed rows, forward and backward.
///
/// If positions share rows, each row is multiplied once and its product is copied to the positions; dP is summed per
/// row before it is multiplied by W and x. Otherwise the rows are first copied into packed order.
struct InputProduct {
  private let x: SequenceInput
  private let weight: Parameter
  /// Row of x for each packed row.
  private let places: UnsafePointer<Int32>
  /// Left-hand side of the product: `[U, D]`, or `[R, D]` in packed order.
  private let operand: Matrix

  private var isShared: Bool { x.places != nil }

  init(_ tape: Tape, _ x: SequenceInput, _ weight: Parameter, packed rows: [Int32]) {
    (self.x, self.weight) = (x, weight)
    places = tape.arena.copy(x.places(of: rows))
    operand = x.places == nil ? tape.matrix(rows: rows.count, columns: x.columns) : x.rows.values
  }

  /// - Parameter result: `[R, G]`.
  func forward(_ tape: Tape, into result: Matrix) {
    let pack = tape.parameters.forwardPack(weight)
    guard isShared else {
      tape.kernels.gather(x.rows.values, places, into: operand)
      tape.kernels.product(operand, pack, into: result, accumulate: false)
      return
    }
    tape.withScratch {
      let products = tape.matrix(rows: operand.rows, columns: result.columns)
      tape.kernels.product(operand, pack, into: products, accumulate: false)
      tape.kernels.gather(products, places, into: result)
    }
  }

  /// dx += dP · W;  dW += dPᵀ · x.
  ///
  /// - Parameter gradient: dP, `[R, G]`; must stay unchanged until the tape's `reset`.
  func backward(_ tape: Tape, _ gradient: Matrix) {
    let pack = tape.parameters.backwardPack(weight)
    if isShared {
      let sums = tape.matrix(rows: operand.rows, columns: gradient.columns)
      sums.fill(0)
      tape.kernels.scatterAdd(gradient, places, into: sums)
      tape.addWeightGradient(weight, x: operand, dy: sums)
      if let dx = x.rows.gradient { tape.kernels.product(sums, pack, into: dx, accumulate: true) }
      return
    }
    tape.addWeightGradient(weight, x: operand, dy: gradient)
    guard let dx = x.rows.gradient else { return }
    tape.withScratch {
      let dOperand = tape.matrix(rows: operand.rows, columns: operand.columns)
      tape.kernels.product(gradient, pack, into: dOperand, accumulate: false)
      tape.kernels.scatterAdd(dOperand, places, into: dx)
    }
  }
}
