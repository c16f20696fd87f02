import Foundation

/// A regular file mapped into memory for reading. The bytes live as long as the object.
///
/// If another process truncates the file while it is mapped, access ends the process with SIGBUS; our own files are
/// only replaced by renaming, never changed in place.
package final class MappedFile: Sendable {
  package let path: String
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Rejects anything but a regular file: a directory (`.noInput`), a FIFO or a device (`.badData`).
  package init(path: String) throws {
    let (descriptor, size) = try openRegularFile(path)
    defer { close(descriptor) }
    self.path = path
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw Failure.system("map", path)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  deinit {
    if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
  }
}

/// Reads a small file. Rejects anything but a regular file of at most `limit` bytes before allocating.
package func readWholeFile(_ path: String, limit: Int) throws -> [UInt8] {
  let (descriptor, size) = try openRegularFile(path)
  defer { close(descriptor) }
  guard size <= limit else {
    throw Failure(.badData, "the file has \(size) bytes", at: path, expected: "at most \(limit)")
  }
  return try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
    while filled < size {
      let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
      let count = try Descriptor.read(descriptor, into: rest, name: path)
      if count == 0 { break }
      filled += count
    }
  }
}

/// Rejects a symbolic link: in a directory from elsewhere it could point outside. A missing file is accepted.
package func refuseLink(_ path: String) throws {
  var status = stat()
  guard lstat(path, &status) == 0 else {
    if errno == ENOENT || errno == ENOTDIR { return }
    throw Failure.system("open for reading", path)
  }
  guard status.st_mode & S_IFMT != S_IFLNK else {
    throw Failure(
      .badData, "is a symbolic link", at: path, expected: "the file or directory itself",
      remedy: "replace the link by what it points to")
  }
}

/// Opens a regular file for reading and returns its size in bytes. Never blocks, even on a FIFO without a writer.
package func openRegularFile(_ path: String) throws -> (descriptor: Int32, size: Int) {
  let descriptor = try Descriptor.openForReading(path, O_NONBLOCK)
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    let failure = Failure.system("open for reading", path)
    close(descriptor)
    throw failure
  }
  switch status.st_mode & S_IFMT {
  case S_IFREG:
    return (descriptor, Int(status.st_size))
  case S_IFDIR:
    close(descriptor)
    throw Failure.system("open for reading", path, errno: EISDIR)
  default:
    close(descriptor)
    throw Failure(
      .badData, "is not a regular file", at: path, expected: "a file on a disk", remedy: "copy it into a regular file")
  }
}
