import Foundation

/// A new directory that is removed, with all that is in it, when the object dies.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    path = "\(parent)/tolmacs-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    precondition(mkdir(path, 0o700) == 0, "cannot create \(path)")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of an entry, whether it exists or not.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and gives its path.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Writes text as UTF-8 and gives its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  public func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name)))) }

  /// Names of the entries, sorted.
  public func entries() -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}
