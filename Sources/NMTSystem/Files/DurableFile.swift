import Foundation

/// Saves a file so that neither a reader nor a crash nor a full disk leaves half of it: temporary file in the same
/// directory, write, `fsync`, rename, `fsync` of the directory.
package enum DurableFile {
  /// Writes what `body` appends. On any error, including one from `body`, the temporary file is removed and `path` is
  /// unchanged.
  package static func write(to path: String, _ body: (inout ByteSink) throws -> Void) throws {
    let temporary = "\(path).partial-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let descriptor = try Descriptor.create(temporary, O_WRONLY | O_EXCL, name: path)
    var isOpen = true
    do {
      var sink = ByteSink(descriptor: descriptor, name: path)
      try body(&sink)
      try sink.flush()
      guard fsync(descriptor) == 0 else { throw Failure.system("write", path) }
      isOpen = false
      try Descriptor.close(descriptor, name: path)
      guard rename(temporary, path) == 0 else { throw Failure.system("rename to", path) }
    } catch {
      if isOpen { close(descriptor) }
      unlink(temporary)
      throw error
    }
    try synchronizeDirectory(of: path)
  }

  package static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { sink in try sink.append(bytes) }
  }

  /// Removes temporary files of killed processes. Requires the directory's lock, since another process could be about
  /// to rename its own.
  package static func removeLeftovers(in directory: String) throws {
    for name in try directoryEntries(directory) where isTemporary(name) { unlink("\(directory)/\(name)") }
  }

  /// Whether a name ends like those that `write` makes: `.partial-`, process id, a random number.
  private static func isTemporary(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count >= 3 && parts[parts.count - 3].hasSuffix(".partial")
      && parts.suffix(2).allSatisfy { UInt32($0) != nil }
  }

  /// Creates a directory and its parents; an existing one is accepted.
  package static func createDirectory(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw Failure(.cannotCreate, "is not a directory", at: path, remedy: "name another directory")
      }
      return
    }
    let parent = directory(of: path)
    if parent != path { try createDirectory(parent) }
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw Failure.cannotCreate(path) }
  }

  /// Prevents a rename from being lost when the machine stops. File systems that do not support this return EINVAL.
  private static func synchronizeDirectory(of path: String) throws {
    let parent = directory(of: path)
    let descriptor = try Descriptor.openForReading(parent, O_DIRECTORY)
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw Failure.system("write", parent) }
  }

  /// The directory part of a path: `"."` for a bare name, `"/"` for an entry of the root.
  private static func directory(of path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == bytes.startIndex ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
  }
}
