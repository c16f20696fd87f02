/// Kernels that wrap other kernels: every call is described and passed to `perform`, which decides what to do with it.
/// A new kernel is described once, next to its group, for all decorators.
///
/// `TimedKernels` measures each call, `DryKernels` omits it, and `CheckingKernels` checks it against the description.
package protocol KernelDecorator: Kernels {
  /// The kernels that do the work.
  var base: any Kernels { get }

  /// Performs one kernel call.
  ///
  /// - Parameters:
  ///   - kind: the kind of work that the time counts as.
  ///   - operations: multiplications and additions of a product; 0 for other kernels.
  ///   - skipped: the result if `work` is not run.
  ///   - call: the description, evaluated only if it is needed.
  ///   - work: calls the base.
  func perform<Result>(
    _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall, _ work: () -> Result
  ) -> Result
}

extension KernelDecorator {
  package var name: String { base.name }

  /// Performs a kernel call that is not a product and returns nothing.
  func perform(_ kind: WorkKind, _ call: @autoclosure () -> KernelCall, _ work: () -> Void) {
    perform(kind, operations: 0, skipped: (), call(), work)
  }
}
