/// Kernels in front of other kernels: every call is described and goes through `perform`, which decides what becomes of
/// it. A new kernel is described once, beside its group, for all decorators.
///
/// `TimedKernels` puts a clock around each call, `DryKernels` leaves it out, `CheckingKernels` holds it against the
/// description.
package protocol KernelDecorator: Kernels {
  /// The kernels that do the work.
  var base: any Kernels { get }

  /// One call of a kernel.
  ///
  /// - Parameters:
  ///   - kind: what its time is booked under.
  ///   - operations: multiplications and additions of a product, 0 for other kernels.
  ///   - skipped: the result where `work` is not done.
  ///   - call: the description, made only if somebody looks at it.
  ///   - work: calls the base.
  func perform<Result>(
    _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall, _ work: () -> Result
  ) -> Result
}

extension KernelDecorator {
  package var name: String { base.name }

  /// One call of a kernel that is not a product and returns nothing.
  func perform(_ kind: WorkKind, _ call: @autoclosure () -> KernelCall, _ work: () -> Void) {
    perform(kind, operations: 0, skipped: (), call(), work)
  }
}
