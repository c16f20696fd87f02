import Foundation
import NMTSystem

/// A kind of untrusted file: a good example, the files it needs beside it, and what a program does with it.
///
/// The damage bench and the fuzzer share these: the bench changes the good file in every way that somebody thought of,
/// the fuzzer in ways that nobody did.
package struct HostileSubject: Sendable {
  /// Directory of a subject's files: a path without a trailing slash.
  package typealias Directory = String

  package let name: String
  /// Path of the file within the directory.
  package let file: String
  /// A small complete file.
  package let good: [UInt8]
  /// Other files that must be present, by path.
  package var companions: [String: [UInt8]] = [:]
  /// Bytes at which the file is cut and whose bits are all flipped, one at a time; the rest is damaged at random.
  package let header: Range<Int>
  /// True if every change that is not sealed must be detected.
  package var isChecksummed = false
  /// Recomputes the checksums of a changed file, as an attacker would; nil if there are none.
  package var seal: (@Sendable (Directory) throws -> Void)?
  /// JSON inside the file, and a function that wraps other JSON in such a file.
  package var json: (text: [UInt8], wrap: @Sendable ([UInt8]) -> [UInt8])?
  /// Files written by hand, as an attacker would.
  package var handMade: [(name: String, bytes: [UInt8])] = []
  /// Files that must be refused even if their checksums match, such as those with values that are not finite.
  package var refused: [(name: String, bytes: [UInt8])] = []
  /// Complete files with other contents, and files found by fuzzing.
  package var kept: [(name: String, bytes: [UInt8])] = []
  /// True to flip every header bit in every run of the bench; only if a checksum refuses it at once.
  package var flipsWholeHeader = false
  /// Stride of the bits after the header that are flipped in every run; nil for random ones only.
  package var flipStride: Int?
  /// True if pipes may be read too; the loader then waits for a pipe that nobody writes to.
  package var isStream = false
  /// Bytes that loading may take in addition to the file's own size.
  package var allowance = 64 << 20
  /// Loads the file and uses it as usual; returns a text that is equal for equal meaning.
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

  /// Creates the directory with the good file and its companions.
  package func prepare(_ directory: Directory) throws {
    for (path, bytes) in companions.merging([file: good], uniquingKeysWith: { $1 }) {
      let path = "\(directory)/\(path)"
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try overwrite(path, with: bytes)
    }
  }
}

/// Replaces a file's bytes without the durability that the tools need, since the bench does this ten thousand times.
package func overwrite(_ path: String, with bytes: [UInt8]) throws {
  // Does not truncate first, since ext4 would then wait for the disk on close.
  let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw Failure.system("open for writing", path) }
  defer { close(descriptor) }
  try bytes.withUnsafeBytes { try Descriptor.write(descriptor, $0, name: path) }
  guard ftruncate(descriptor, off_t(bytes.count)) == 0 else { throw Failure.system("cut", path) }
}

/// Passes a temporary directory for creating a good file to `body`, and removes it afterwards.
func withScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path =
    "\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/tolmacs-hostile-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  try DurableFile.createDirectory(path)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// Every byte of a file that a subject is made of.
func contents(_ path: String) throws -> [UInt8] { try readWholeFile(path, limit: 1 << 26) }

/// All files in a directory and its subdirectories, by path.
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
