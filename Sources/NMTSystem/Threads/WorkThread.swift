import Foundation

/// Work of one thread.
private final class ThreadWork: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(_ name: String, _ body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

/// Starts a detached thread with a stack of 8 MiB.
///
/// Foundation's `Thread` does not report when the system cannot create one, and a caller that waits for its work would
/// wait forever.
///
/// - Parameter name: at most 15 bytes, for `top` and debuggers.
/// - Throws: a `Failure(.operatingSystem)` if the system cannot create a thread.
package func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) throws(Failure) {
  precondition(name.utf8.count <= 15, "startThread: the name \(name) is too long")
  let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
  pthread_attr_init(attributes)
  defer {
    pthread_attr_destroy(attributes)
    attributes.deallocate()
  }
  pthread_attr_setstacksize(attributes, 8 << 20)
  pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
  var thread = pthread_t()
  let work = Unmanaged.passRetained(ThreadWork(name, body))
  let code = pthread_create(
    &thread, attributes,
    { argument in
      let work = Unmanaged<ThreadWork>.fromOpaque(argument!).takeRetainedValue()
      Thread.current.name = work.name
      work.body()
      return nil
    }, work.toOpaque())
  guard code == 0 else {
    work.release()
    throw Failure(
      .operatingSystem, "cannot start a thread: \(String(cString: strerror(code)))", at: "",
      expected: "no more than ulimit -v, ulimit -u and the machine allow",
      remedy: "raise the limit, or use fewer threads")
  }
}
