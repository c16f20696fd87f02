package import Foundation

/// A value that only one thread at a time can access.
///
/// On Linux the standard library's `Mutex` waits in the kernel without the C library's locks, which the thread
/// sanitizer does not see: it reports every thread that had to wait as a race. It knows the locks used here.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  @usableFromInline let lock = NSLock()
  @usableFromInline var value: Value

  @inlinable package init(_ value: Value) { self.value = value }

  /// Calls `body` with the value under the lock. Calling it again from within `body` deadlocks.
  @inlinable package func withLock<Result, Thrown: Error>(
    _ body: (inout Value) throws(Thrown) -> Result
  ) throws(Thrown) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
