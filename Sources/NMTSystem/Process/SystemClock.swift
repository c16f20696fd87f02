import Foundation

/// A clock of the operating system.
package enum SystemClock: Sendable {
  /// Elapsed time, from a clock that never goes back.
  case monotonic
  /// Processor time of all threads of this process.
  case process
  /// Processor time of the calling thread.
  case thread

  /// Clock reading in seconds; only differences are meaningful.
  package var seconds: Double {
    let clock =
      switch self {
      case .monotonic: CLOCK_MONOTONIC
      case .process: CLOCK_PROCESS_CPUTIME_ID
      case .thread: CLOCK_THREAD_CPUTIME_ID
      }
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
