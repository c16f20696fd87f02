import Foundation

/// Names of a directory's entries in byte order, without `.` and `..`.
///
/// - Throws: `Failure` with the system's reason; Foundation's own error says little.
package func directoryEntries(_ path: String) throws -> [String] {
  guard let directory = opendir(path) else { throw Failure.system("open for reading", path) }
  defer { closedir(directory) }
  var names: [String] = []
  while true {
    errno = 0
    guard let entry = readdir(directory) else { break }
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  guard errno == 0 else { throw Failure.system("read", path) }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
