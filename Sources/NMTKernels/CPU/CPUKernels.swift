import CKernels

/// The fast backend: packed-panel products and vector code, chosen for the processor at run time.
///
/// With one instruction set, equal input gives equal bits, and a row's result never depends on the rows around it.
/// Between instruction sets results differ by rounding, except for the dropout mask, which is always the same. The
/// functions are C (`CKernels`), one table per instruction set; `ReferenceKernels` defines what each computes.
package struct CPUKernels: Kernels, @unchecked Sendable {
  package let instructions: InstructionSet
  package let precision: Precision
  /// Constant data of the program, safe to share between threads.
  let table: UnsafePointer<ck_kernels>
  let products: ck_products
  let int8: UnsafePointer<ck_int8_products>

  /// Creates kernels for the instruction set named in the environment, or for the best one of this processor.
  ///
  /// - Throws: `Failure(.badConfiguration)` if `TOLMACS_KERNELS` names an unknown or unavailable set.
  package init(precision: Precision = .fp32) throws {
    try self.init(precision: precision, instructions: InstructionSet.chosen())
  }

  /// - Parameter instructions: a set that this processor has.
  package init(precision: Precision = .fp32, instructions: InstructionSet) {
    self.instructions = instructions
    self.precision = precision
    table = instructions.table
    products = instructions.products(precision)
    int8 = instructions.int8
  }

  package var name: String { "cpu \(instructions.rawValue) \(precision.rawValue)" }

  /// Runs products on registers only, to measure the processor's peak; returns the number of operations.
  package func runPeakLoop(rounds: Int) -> Double {
    var sink: Float = 0.25
    let operations =
      precision == .int8 ? int8.pointee.peak(rounds, &sink) : products.peak(rounds, &sink)
    precondition(!sink.isNaN, "the peak loop's result is used, so that the loop stays")
    return operations
  }
}

extension Matrix {
  /// This matrix as a C struct.
  var c: ck_matrix { ck_matrix(base: base, rows: rows, columns: columns, stride: stride) }
}
