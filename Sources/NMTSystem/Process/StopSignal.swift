import Foundation
import Synchronization

/// The number of the first signal that was seen, 0 before. Global, so that the handler captures nothing.
private let seen = Atomic<Int32>(0)

/// SIGINT and SIGTERM as a wish: the first one is noted, so that work can be saved; the second one leaves at once.
package enum StopSignal {
  /// Catches both signals from now on. Interrupted system calls go on by themselves.
  package static func install() {
    // Touches the atomic outside the handler, so that the handler never runs its initialiser.
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

  /// The number of the signal that was seen, nil if there was none.
  package static var requested: Int32? {
    let number = seen.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// What the process exits with after it has saved: 130 after SIGINT, 143 after SIGTERM, 0 if there was no signal.
  package static var exitCode: Int32 { requested.map { 128 + $0 } ?? 0 }
}
