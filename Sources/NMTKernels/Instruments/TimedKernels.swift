import NMTSystem

/// Kernels that time every call of other kernels, by kind of work, without changing results.
///
/// Each instance belongs to one thread. A call reads the clock twice, about 50 ns.
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
