import Foundation

/// A clock of the operating system.
package enum SystemClock: Sendable {
  /// Time on the wall, from a clock that never goes back.
  case monotonic
  /// Processor time of all threads of this process together.
  case process
  /// Processor time of the calling thread.
  case thread

  /// Reading in seconds; only differences mean something.
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
