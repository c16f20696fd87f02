import Foundation

/// Lets at most one process work in a directory. The kernel releases the lock when its holder dies for whatever reason:
/// a leftover `.lock` file means nothing.
package final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock at once, or throws a `Failure(.busy)` that names the holder. The directory must exist.
  package init(directory: String) throws {
    let path = directory + "/.lock"
    // The file is truncated and written, so in a directory from elsewhere it must not be a link to one of ours.
    descriptor = try Descriptor.create(path, O_RDWR | O_NOFOLLOW)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      let holder = DirectoryLock.holder(descriptor)
      close(descriptor)
      guard reason == EWOULDBLOCK else { throw Failure.system("lock", path, errno: reason) }
      throw Failure(
        .busy, "\(holder) is using this directory", at: directory,
        remedy: "wait until it has finished or name another directory")
    }
    let text = Array("process \(getpid()) on \(Machine.hostName)\n".utf8)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
      let failure = Failure.system("write", path)
      close(descriptor)
      throw failure
    }
  }

  deinit { close(descriptor) }

  /// The holder's description of itself; it may not have been written yet.
  private static func holder(_ descriptor: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 512)
    let count = pread(descriptor, &text, text.count, 0)
    guard count > 1 else { return "another process" }
    return String(decoding: text[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
