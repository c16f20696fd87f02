import Foundation

/// `read(2)` and `write(2)` as they have to be called: interrupted calls are repeated, short writes go on, a full pipe
/// of a non-blocking descriptor is waited for. Every error is a `Failure` that names `name`.
package enum Descriptor {
  /// Opens a file for reading; the descriptor is not inherited by child processes.
  package static func openForReading(_ path: String) throws -> Int32 {
    try open(path, O_RDONLY, call: "open for reading")
  }

  /// Opens with any flags; `call` is the verb for the message.
  package static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o666, call: String) throws -> Int32 {
    while true {
      let descriptor = Foundation.open(path, flags | O_CLOEXEC, mode)
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw Failure.system(call, path) }
    }
  }

  /// Reads what is there, at most `buffer.count` bytes; 0 is the end.
  package static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, name: String) throws -> Int
  {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: wait(descriptor, for: Int16(POLLIN))
      case EBADF: throw Failure(.noInput, "is closed", at: name, remedy: "give it a file or a pipe to read from")
      default: throw Failure.system("read", name)
      }
    }
  }

  /// Whether a read would not block: data, end of file or an error is waiting.
  package static func isReadable(_ descriptor: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  /// Writes all bytes or throws.
  package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, name: String) throws {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count >= 0 {
        done += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: wait(descriptor, for: Int16(POLLOUT))
      case EBADF: throw Failure(.inputOutput, "is closed", at: name, remedy: "give it a file or a pipe to write to")
      default: throw Failure.system("write", name)
      }
    }
  }

  /// Closes and reports what a delayed write lost. After EINTR the descriptor is closed on Linux, so it is not retried.
  package static func close(_ descriptor: Int32, name: String) throws {
    if Foundation.close(descriptor) != 0, errno != EINTR { throw Failure.system("close", name) }
  }

  private static func wait(_ descriptor: Int32, for events: Int16) {
    var request = pollfd(fd: descriptor, events: events, revents: 0)
    _ = poll(&request, 1, -1)
  }
}
