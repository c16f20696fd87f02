import Foundation
import Synchronization

/// Number of the first signal received; 0 before. Global, so that the handler captures nothing.
private let seen = Atomic<Int32>(0)

/// SIGINT and SIGTERM as requests: the first is recorded, so that work can be saved; the second exits at once.
package enum StopSignal {
  /// Handles both signals from now on. Interrupted system calls restart by themselves.
  package static func install() {
    // Touches the atomic outside the handler, so that the handler never runs its initializer.
    seen.store(0, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      let (isFirst, _) = seen.compareExchange(expected: 0, desired: number, ordering: .relaxed)
      if !isFirst { _exit(128 + number) }
    }
    sigemptyset(&action.sa_mask)
    action.sa_flags = Int32(SA_RESTART)
    for number in [SIGINT, SIGTERM] { sigaction(number, &action, nil) }
  }

  /// Number of the signal received; nil if there was none.
  package static var requested: Int32? {
    let number = seen.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Exit code after saving: 130 for SIGINT, 143 for SIGTERM, 0 if there was no signal.
  package static var exitCode: Int32 { requested.map { 128 + $0 } ?? 0 }
}
