import Foundation
import NMTSystem

/// A data directory under construction. Everything is written to `OUTPUT.partial/data` and takes its final place by one
/// rename once complete, so an interrupted run never leaves an incomplete `OUTPUT`. The next run clears the leftovers.
package final class StagingDirectory {
  /// Final path of the data directory.
  package let output: String
  /// Directory for the files of the data directory.
  package let data: String
  /// Directory for spools and samples; deleted at the end.
  package let scratch: String
  private let work: String
  private let replaces: Bool
  private var lock: DirectoryLock?

  /// - Parameter replaces: whether an existing data directory may be replaced (`--force`).
  /// - Throws: `Failure(.cannotCreate)` if `output` exists or, with `replaces`, holds files that do not belong to a
  ///   data directory; `Failure(.busy)` if another run is writing the same directory.
  package init(output: String, replaces: Bool) throws {
    var trimmed = output
    while trimmed.utf8.count > 1, trimmed.utf8.last == UInt8(ascii: "/") { trimmed.removeLast() }
    self.output = trimmed
    self.replaces = replaces
    work = trimmed + ".partial"
    data = work + "/data"
    scratch = work + "/scratch"
    try Self.checkReplaceable(trimmed, replaces: replaces)
    try DurableFile.createDirectory(work)
    lock = try DirectoryLock(directory: work)
    // A run that was killed between the two renames of `exchange` left the old directory here.
    if !exists(trimmed), rename(work + "/old", trimmed) == 0 {
      do { try Self.checkReplaceable(trimmed, replaces: replaces) } catch {
        discard()
        throw error
      }
    }
    for name in ["data", "scratch", "old"] { try? FileManager.default.removeItem(atPath: "\(work)/\(name)") }
    try DurableFile.createDirectory(data)
    try DurableFile.createDirectory(scratch)
  }

  /// Moves the finished directory to its final place.
  package func commit() throws {
    try Self.checkReplaceable(output, replaces: replaces)
    try synchronize(data)
    if rename(data, output) != 0 {
      guard replaces, errno == EEXIST || errno == ENOTEMPTY else { throw Failure.system("rename to", output) }
      try exchange()
    }
    try synchronize(work + "/..")
    discard()
  }

  /// Removes all leftovers of the run.
  package func discard() {
    for name in ["data", "scratch", "old", ".lock"] { try? FileManager.default.removeItem(atPath: "\(work)/\(name)") }
    rmdir(work)
    lock = nil
  }

  /// Renames twice. Between the renames there is no directory at all, which cannot be mistaken for a complete one.
  private func exchange() throws {
    let old = work + "/old"
    guard rename(output, old) == 0 else { throw Failure.system("rename", output) }
    guard rename(data, output) == 0 else {
      let failure = Failure.system("rename to", output)
      _ = rename(old, output)
      throw failure
    }
  }

  private static func checkReplaceable(_ output: String, replaces: Bool) throws {
    var status = stat()
    guard lstat(output, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(
        .cannotCreate, "exists and is not a directory", at: output, remedy: "name another directory with --output")
    }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: output) } catch {
      throw Failure(.cannotCreate, "cannot be listed", at: output, remedy: "check its owner and permissions")
    }
    if names.isEmpty { return }
    guard replaces else {
      throw Failure(
        .cannotCreate, "exists already", at: output,
        remedy: "pass --force to replace it or name another directory with --output")
    }
    if let stranger = names.sorted().first(where: { !DataDirectory.isOurs($0) }) {
      throw Failure(
        .cannotCreate, "holds \(stranger), which does not belong to a data directory", at: output,
        remedy: "move it away: --force replaces only data directories")
    }
  }

  private func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private func synchronize(_ directory: String) throws {
    let descriptor = try Descriptor.openForReading(directory, O_DIRECTORY)
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw Failure.system("write", directory) }
  }
}
