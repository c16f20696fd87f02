import Foundation
import NMTSystem

/// How much of a bench to run: normally a small part, all of it with `Scripts/test.sh --slow`, which sets
/// `TOLMACS_SLOW`.
package enum SlowSet {
  package static let isOn = ProcessInfo.processInfo.environment["TOLMACS_SLOW"] == "1"

  /// True if built with a sanitizer (set by `Scripts/sanitize.sh`): much slower, and with an address space and memory
  /// use that are not the program's own.
  package static let isSanitized = sanitizer != nil

  /// True if tools can run with a limit on file sizes, which the thread sanitizer's run-time library cannot.
  package static let limitsFileSizes = sanitizer != "thread"

  private static let sanitizer = ProcessInfo.processInfo.environment["TOLMACS_SANITIZER"]

  /// `few`, or `all` in the slow set.
  package static func count(_ few: Int, slow all: Int) -> Int { isOn ? all : few }

  /// Reports a line of the slow set on stderr, such as counts worth keeping.
  package static func report(_ line: String) {
    if isOn { writeMessage("slow set: \(line)") }
  }
}
