import Foundation

/// What a thread runs.
private final class ThreadWork: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(_ name: String, _ body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

/// Starts a thread with a stack of 8 MiB that nobody joins.
///
/// Foundation's `Thread` says nothing where the system gives none, and whoever waits for its work waits for ever. Here the
/// process ends as it does without memory: with a message and sysexits' EX_OSERR, 71.
///
/// - Parameter name: at most 15 bytes, for `top` and debuggers.
package func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
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
  let work = Unmanaged.passRetained(ThreadWork(name, body)).toOpaque()
  let code = pthread_create(
    &thread, attributes,
    { argument in
      let work = Unmanaged<ThreadWork>.fromOpaque(argument!).takeRetainedValue()
      Thread.current.name = work.name
      work.body()
      return nil
    }, work)
  guard code == 0 else {
    writeMessage(
      "the system gives no thread: \(String(cString: strerror(code))) (expected what ulimit -v, ulimit -u and the machine "
        + "allow); raise the limit, or take fewer --threads")
    _exit(71)
  }
}
