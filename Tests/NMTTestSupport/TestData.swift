import Foundation
import NMTSystem

/// Where the tests find real text that does not belong to this repository.
public enum TestData {
  /// The shared data directory: the environment variable `TOLMACS_SHARED_DATA`, else `../shared/data` beside the package
  /// root; nil, with a message, where there is none, and the tests that need it are skipped.
  public static let shared: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["TOLMACS_SHARED_DATA"].map { URL(fileURLWithPath: $0) }
    let directory = named ?? package.deletingLastPathComponent().appendingPathComponent("shared/data")
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isDirectory), isDirectory.boolValue
    else {
      writeMessage("tests on shared data are skipped: \(directory.path) is not a directory; set TOLMACS_SHARED_DATA")
      return nil
    }
    return directory
  }()

  /// A file below `shared`, nil where it is absent.
  public static func file(_ path: String) -> URL? {
    guard let url = shared?.appendingPathComponent(path) else { return nil }
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }
}
