import Foundation

/// Other kernels with a clock around each call: the same results, and the seconds by kind of work.
///
/// One belongs to one thread. A call costs two readings of the clock, some 50 ns.
package final class TimedKernels: KernelDecorator, @unchecked Sendable {
  package let base: any Kernels
  package var times = WorkTimes()
  /// Multiplications and additions of all products so far.
  package private(set) var operations = 0.0

  package init(_ base: any Kernels) { self.base = base }

  /// Seconds of a monotonic clock.
  package static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  package func perform<Result>(
    _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall, _ work: () -> Result
  ) -> Result {
    self.operations += operations
    let start = Self.now()
    defer { times[kind] += Self.now() - start }
    return work()
  }
}
