package import Foundation
import NMTSystem

/// Locations of test data.
package enum TestData {
  /// The root of this package.
  package static let packageRoot: String = {
    let file = URL(fileURLWithPath: #filePath)
    return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  }()

  /// The folder of real text outside this repository: the environment variable `TOLMACS_SHARED_DATA`, else
  /// `../shared/data` beside the package root (or one level above, for a worktree). If missing, this is nil with a
  /// message, and tests that need it are skipped.
  package static let shared: String? = {
    let named = ProcessInfo.processInfo.environment["TOLMACS_SHARED_DATA"].map { [$0] }
    let candidates = named ?? ["/../shared/data", "/../../shared/data"].map { packageRoot + $0 }
    if let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) { return found }
    writeMessage("tests on shared data are skipped: no \(candidates[0]); set TOLMACS_SHARED_DATA")
    return nil
  }()

  /// A file under `shared`; nil if it does not exist.
  package static func file(_ path: String) -> URL? {
    guard let shared, FileManager.default.fileExists(atPath: "\(shared)/\(path)") else { return nil }
    return URL(fileURLWithPath: "\(shared)/\(path)")
  }
}
