import CKernels

/// The fast backend: packed-panel products and vector code, chosen for the processor at run time.
///
/// Within one instruction set the same input gives the same bits, and a row's result never depends on the rows around it;
/// between instruction sets results differ by rounding, except dropout's mask, which is the same everywhere. The
/// functions are C (`CKernels`), one table per instruction set; `ReferenceKernels` says what each computes.
package struct CPUKernels: Kernels, @unchecked Sendable {
  package let instructions: InstructionSet
  package let precision: Precision
  /// Constant data of the program: safe to share between threads.
  let table: UnsafePointer<ck_kernels>
  let products: ck_products
  let int8: UnsafePointer<ck_int8_products>

  /// Kernels of the instruction set that the environment asks for, else of this processor's best one.
  ///
  /// - Throws: a `Failure(.badConfiguration)` where `TOLMACS_KERNELS` names a set that is unknown or not there.
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

  /// Products on registers alone, for measuring what a share of the peak is a share of; returns the operations done.
  package func runPeakLoop(rounds: Int) -> Double {
    var sink: Float = 0.25
    let operations =
      precision == .int8 ? int8.pointee.peak(rounds, &sink) : products.peak(rounds, &sink)
    precondition(!sink.isNaN, "the peak loop's result is used, so that the loop stays")
    return operations
  }
}

extension Matrix {
  /// This matrix as C takes it.
  var c: ck_matrix { ck_matrix(base: base, rows: rows, columns: columns, stride: stride) }
}
