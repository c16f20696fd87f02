import Foundation
import NMTSystem

/// `MODEL/checkpoints`: files named by update; the newest few are kept.
package struct CheckpointDirectory: Sendable {
  package let path: String
  private static let suffix = ".checkpoint"

  package init(model: String) { path = model + "/checkpoints" }

  package func file(update: Int) -> String { path + "/update-" + String(format: "%010d", update) + Self.suffix }

  /// Paths from the newest to the oldest.
  package func newestFirst() throws -> [String] {
    if access(path, F_OK) != 0, errno == ENOENT { return [] }
    return try directoryEntries(path).filter { $0.hasSuffix(Self.suffix) }.reversed()
      .map { path + "/" + $0 }
  }

  /// The updates of the checkpoints, newest first.
  func updates() throws -> [Int] {
    try newestFirst().compactMap { path in
      Int(path.dropLast(Self.suffix.count).split(separator: "-").last ?? "").flatMap {
        file(update: $0) == path ? $0 : nil
      }
    }
  }

  /// Removes the checkpoints after an update.
  func remove(after update: Int) throws {
    for newer in try updates() where newer > update {
      guard unlink(file(update: newer)) == 0 else { throw Failure.system("remove", file(update: newer)) }
    }
  }

  /// Writes a checkpoint, then removes all but the newest `keep` and the leftovers of interrupted saves.
  ///
  /// - Parameter every: additionally keeps the newest `keep` whose update is a multiple of this; 0 for none.
  package func save(
    _ checkpoint: Checkpoint, sections: [(name: String, values: FlatSpan)], keep: Int, every: Int = 0
  ) throws {
    for section in sections where !section.values.isFinite {
      throw Failure(
        .software, "\(section.name) holds a value that is not finite", at: path, expected: "finite numbers only",
        remedy: "start over with --force and a lower --learning-rate")
    }
    try DurableFile.createDirectory(path)
    try CheckpointFile.write(checkpoint, sections: sections, to: file(update: checkpoint.state.update))
    let places = every > 0 ? try updates().filter { $0 % every == 0 }.prefix(keep).map(file(update:)) : []
    for old in try newestFirst().dropFirst(keep) where !places.contains(old) { unlink(old) }
    try removeLeftovers()
  }

  /// Returns the newest intact header without reading vectors; nil if there is none.
  package func newestHead() throws -> Checkpoint? {
    for path in try newestFirst() {
      if let head = try? CheckpointFile.readHead(Checkpoint.self, from: path) { return head }
    }
    return nil
  }

  /// Loads the newest intact checkpoint into `sections`, skipping damaged ones with a warning; nil if there is none.
  package func load(
    into sections: [(name: String, values: FlatSpan)], warn: (String) -> Void,
    accept: (Checkpoint, String) throws -> Void
  ) throws -> Checkpoint? {
    var last: Failure?
    for path in try newestFirst() {
      let content: (Checkpoint, [String: UnsafeRawBufferPointer], MappedFile)
      do {
        content = try CheckpointFile.read(Checkpoint.self, from: path)
      } catch let failure as Failure {
        warn("warning: \(failure)")
        last = failure
        continue
      }
      try accept(content.0, path)
      try withExtendedLifetime(content.2) { try Self.fill(sections, from: content.1, path) }
      return content.0
    }
    if let last {
      throw Failure(
        .badData, "no checkpoint can be read; the oldest one: \(last.what)", at: path, expected: last.expected,
        remedy: "start over with --force, or resume with the version of nmt-train that wrote it")
    }
    return nil
  }

  /// Removes every checkpoint.
  package func removeAll() throws {
    for file in try newestFirst() where unlink(file) != 0 { throw Failure.system("remove", file) }
    try removeLeftovers()
  }

  /// Removes temporary files of killed saves. Called only by the holder of the directory's lock.
  private func removeLeftovers() throws {
    if access(path, F_OK) == 0 { try DurableFile.removeLeftovers(in: path) }
  }

  private static func fill(
    _ sections: [(name: String, values: FlatSpan)], from found: [String: UnsafeRawBufferPointer], _ path: String
  ) throws {
    guard found.count == sections.count else {
      throw CheckpointFile.damaged(path, "has \(found.count) vectors, not \(sections.count)")
    }
    for (name, values) in sections {
      guard let bytes = found[name], bytes.count == values.count * 4 else {
        throw CheckpointFile.damaged(path, "has no vector \(name) of \(values.count) floats")
      }
      UnsafeMutableRawBufferPointer(start: values.base, count: bytes.count).copyMemory(from: bytes)
      guard values.isFinite else { throw CheckpointFile.damaged(path, "\(name) holds a value that is not finite") }
    }
  }
}
