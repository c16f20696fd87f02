import Foundation
import NMTSystem

/// One kind of file from elsewhere: a good one, what has to lie beside it, and what a program does with it.
///
/// The damage bench and the fuzzer share it: the one changes the good file in every way that somebody thought of, the
/// other in ways that nobody did.
package struct HostileSubject: Sendable {
  /// Where a subject's files lie: a path that ends without a slash.
  package typealias Directory = String

  package let name: String
  /// Path of the file within the directory.
  package let file: String
  /// A small whole file.
  package let good: [UInt8]
  /// What else has to be there, by path.
  package var companions: [String: [UInt8]] = [:]
  /// Bytes at which the file is cut, and whose every bit is flipped, one after the other; the rest is damaged at random.
  package let header: Range<Int>
  /// Whether every change has to be noticed that is not sealed.
  package var isChecksummed = false
  /// Makes the checksums of a changed file fit again, as an enemy would; nil where there are none.
  package var seal: (@Sendable (Directory) throws -> Void)?
  /// JSON within the file, and the file around another one.
  package var json: (text: [UInt8], wrap: @Sendable ([UInt8]) -> [UInt8])?
  /// Files by an enemy's hand.
  package var handMade: [(name: String, bytes: [UInt8])] = []
  /// Files that may not be loaded even where their checksums fit: values that are no numbers.
  package var refused: [(name: String, bytes: [UInt8])] = []
  /// Whole ones of another content, and what was found by fuzzing.
  package var kept: [(name: String, bytes: [UInt8])] = []
  /// Whether every bit of the header is flipped in every run of the bench: only where a checksum refuses it at once.
  package var flipsWholeHeader = false
  /// Of the bits behind the header one in so many is flipped in every run; nil for random ones alone.
  package var flipStride: Int?
  /// Whether pipes may be read as well: one that nobody writes to is then waited for.
  package var isStream = false
  /// Bytes that loading may take beside the file's own size.
  package var allowance = 64 << 20
  /// Loads the file and does with it what is usually done; tells what it means, the same for the same meaning.
  package let use: @Sendable (Directory) throws -> String

  package init(
    _ name: String, file: String, good: [UInt8], header: Range<Int>? = nil,
    use: @escaping @Sendable (Directory) throws -> String
  ) {
    self.name = name
    self.file = file
    self.good = good
    self.header = header ?? 0..<good.count
    self.use = use
  }

  /// Makes the directory with the good file.
  package func prepare(_ directory: Directory) throws {
    for (path, bytes) in companions.merging([file: good], uniquingKeysWith: { $1 }) {
      let path = "\(directory)/\(path)"
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try overwrite(path, with: bytes)
    }
  }
}

/// Replaces a file's bytes, without the durability that a product's file has: the bench does it ten thousand times.
package func overwrite(_ path: String, with bytes: [UInt8]) throws {
  // Not cut to nothing first: ext4 would wait for the disk when it is closed.
  let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw Failure.system("open for writing", path) }
  defer { close(descriptor) }
  try bytes.withUnsafeBytes { try Descriptor.write(descriptor, $0, name: path) }
  guard ftruncate(descriptor, off_t(bytes.count)) == 0 else { throw Failure.system("cut", path) }
}

/// A directory for the making of a good file; gone when `body` returns.
func withScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path =
    "\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/tolmacs-hostile-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  try DurableFile.createDirectory(path)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// Every byte of a file that a subject is made of.
func contents(_ path: String) throws -> [UInt8] { try readWholeFile(path, limit: 1 << 26) }

/// All files of a directory and of those below it, by path.
func filesBelow(_ directory: String) throws -> [String: [UInt8]] {
  var files: [String: [UInt8]] = [:]
  for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
    var isDirectory: ObjCBool = false
    let path = "\(directory)/\(name)"
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue {
      files[name] = try contents(path)
    }
  }
  return files
}

extension [UInt8] {
  /// Little-endian bytes of a number.
  init(_ number: some FixedWidthInteger) { self = Swift.withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}
