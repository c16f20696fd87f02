import Foundation

/// Complete versions of `read(2)` and `write(2)`: interrupted calls are repeated, short writes continue, and a full
/// pipe of a non-blocking descriptor is waited for. Every error is a `Failure` that names `name`.
package enum Descriptor {
  /// Opens a file for reading; child processes do not inherit the descriptor.
  package static func openForReading(_ path: String, _ flags: Int32 = 0) throws -> Int32 {
    let descriptor = open(path, O_RDONLY | flags)
    guard descriptor >= 0 else { throw Failure.system("open for reading", path) }
    return descriptor
  }

  /// Opens a file for writing, with `O_CREAT` and other flags.
  /// - Throws: `Failure(.cannotCreate)` for any reason; the message uses `name`.
  package static func create(_ path: String, _ flags: Int32, name: String? = nil) throws -> Int32 {
    let descriptor = open(path, O_CREAT | flags)
    guard descriptor >= 0 else { throw Failure.cannotCreate(name ?? path) }
    return descriptor
  }

  private static func open(_ path: String, _ flags: Int32) -> Int32 {
    while true {
      let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o666)
      if descriptor >= 0 || errno != EINTR { return descriptor }
    }
  }

  /// Reads up to `buffer.count` bytes and returns their number; 0 at the end.
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

  /// Closes and reports errors of delayed writes. On Linux the descriptor is closed even after EINTR, so there is no
  /// retry.
  package static func close(_ descriptor: Int32, name: String) throws {
    if Foundation.close(descriptor) != 0, errno != EINTR { throw Failure.system("close", name) }
  }

  private static func wait(_ descriptor: Int32, for events: Int16) {
    var request = pollfd(fd: descriptor, events: events, revents: 0)
    _ = poll(&request, 1, -1)
  }
}

extension Failure {
  /// The reason why a file or directory cannot be created, from the current `errno`.
  static func cannotCreate(_ path: String, errno code: Int32 = errno) -> Failure {
    let isMissing = code == ENOENT || code == ENOTDIR
    return Failure(
      .cannotCreate, "cannot create: \(String(cString: strerror(code)))", at: path,
      remedy: isMissing ? "make the directory first" : "check its directory, owner and permissions")
  }
}
