import Foundation
import NMTSystem

/// How much of a bench is run: a small part always, all of it by `Scripts/test.sh --slow`, which sets `TOLMACS_SLOW`.
package enum SlowSet {
  package static let isOn = ProcessInfo.processInfo.environment["TOLMACS_SLOW"] == "1"

  /// Whether the build is one with a sanitizer (`Scripts/sanitize.sh` says so): slower by far, and with an address space
  /// and a memory that are not the program's own.
  package static let isSanitized = sanitizer != nil

  /// Whether tools can run that may not write large files: the thread sanitizer's own run-time library cannot.
  package static let limitsFileSizes = sanitizer != "thread"

  private static let sanitizer = ProcessInfo.processInfo.environment["TOLMACS_SANITIZER"]

  /// A count for every day, or the whole one.
  package static func count(_ few: Int, slow all: Int) -> Int { isOn ? all : few }

  /// A line of the slow set's report, on stderr: counts that are worth to be kept.
  package static func report(_ line: String) {
    if isOn { writeMessage("slow set: \(line)") }
  }
}
