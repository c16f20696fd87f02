import Foundation

/// A new directory that is removed with its contents when the object is deinitialized.
package final class TemporaryDirectory: Sendable {
  package let path: String

  package init() {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    path = "\(parent)/tolmacs-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    precondition(mkdir(path, 0o700) == 0, "cannot create \(path)")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Path of an entry, which need not exist.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and returns its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Writes text as UTF-8 and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  package func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Names of the entries, sorted.
  package func entries() -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}
