package import Foundation

/// A value that one thread at a time has.
///
/// The standard library's `Mutex` would do, but on Linux it waits in the kernel without the C library's locks. The thread
/// sanitizer does not see that, and reports whoever had to wait as a race; these locks it knows.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  @usableFromInline let lock = NSLock()
  @usableFromInline var value: Value

  @inlinable package init(_ value: Value) { self.value = value }

  /// Calls `body` with the value when no other thread has it. Not from within `body`: that would wait for ever.
  @inlinable package func withLock<Result, Thrown: Error>(
    _ body: (inout Value) throws(Thrown) -> Result
  ) throws(Thrown) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
