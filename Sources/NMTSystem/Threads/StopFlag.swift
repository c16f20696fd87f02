import Synchronization

/// Asks lasting work to end early. The work checks it often and stops soon.
package final class StopFlag: Sendable {
  private let flag = Atomic(false)

  package init() {}

  package var isSet: Bool { flag.load(ordering: .relaxed) }

  package func set() { flag.store(true, ordering: .relaxed) }

  /// Throws a `CancellationError` once the flag is set.
  package func check() throws { if isSet { throw CancellationError() } }
}
