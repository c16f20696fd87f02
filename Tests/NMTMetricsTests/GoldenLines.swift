import Foundation
import NMTTestSupport
import NMTText
import Testing

/// Goldens of the metrics: one JSON value a line, gzipped.
enum GoldenLines {
  /// The path of a committed golden, or of the larger one that the environment variable names.
  static func path(_ name: String, variable: String) -> String {
    ProcessInfo.processInfo.environment[variable] ?? "\(TestData.packageRoot)/Tests/NMTMetricsTests/Goldens/\(name)"
  }

  /// Calls `body` with each line's value.
  static func forEach(_ path: String, _ body: (Any) throws -> Void) throws {
    let reader = try LineReader(path: path)
    while let line = try reader.next() {
      try body(try JSONSerialization.jsonObject(with: Data(line), options: .fragmentsAllowed))
    }
  }
}

/// All lines of a text file, a byte order mark kept.
func textLines(_ path: String) throws -> [String] {
  let reader = try LineReader(path: path, keeping: .byteOrderMark)
  var lines = [String]()
  while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
  return lines
}

/// A value of a JSON file as what it should be; the test fails where it is something else.
func cast<T>(_ value: Any?, _ type: T.Type) throws -> T { try #require(value as? T) }
