import NMTSystem

/// Other kernels with a clock around each call: the same results, and the seconds by kind of work.
///
/// One belongs to one thread. A call costs two readings of the clock, some 50 ns.
package final class TimedKernels: KernelDecorator, @unchecked Sendable {
  package let base: any Kernels
  package var times = WorkTimes()
  /// Multiplications and additions of all products so far.
  package private(set) var operations = 0.0

  package init(_ base: any Kernels) { self.base = base }

  package func perform<Result>(
    _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall, _ work: () -> Result
  ) -> Result {
    self.operations += operations
    let start = SystemClock.monotonic.seconds
    defer { times[kind] += SystemClock.monotonic.seconds - start }
    return work()
  }
}
