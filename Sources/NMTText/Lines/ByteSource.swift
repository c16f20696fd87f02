import Foundation
import NMTSystem

/// Reads a file or a pipe in blocks; tracks the offset and, on request, the SHA-256 of the raw bytes.
final class ByteSource {
  let name: String
  private let descriptor: Int32
  private let closesDescriptor: Bool
  private var hasher: SHA256?
  /// File offset of the next byte that `read` returns.
  private(set) var offset = 0

  /// Opens a file, or stdin for `"-"`.
  convenience init(path: String, hashes: Bool) throws {
    if path == "-" {
      self.init(descriptor: 0, name: "stdin", closesDescriptor: false, hashes: hashes)
    } else {
      let descriptor = try Descriptor.openForReading(path)
      self.init(descriptor: descriptor, name: path, closesDescriptor: true, hashes: hashes)
    }
  }

  init(descriptor: Int32, name: String, closesDescriptor: Bool, hashes: Bool) {
    self.descriptor = descriptor
    self.name = name
    self.closesDescriptor = closesDescriptor
    hasher = hashes ? SHA256() : nil
  }

  deinit {
    if closesDescriptor { close(descriptor) }
  }

  /// Reads up to `buffer.count` bytes and returns their number; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try Descriptor.read(descriptor, into: buffer, name: name)
    hasher?.update(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
    offset += count
    return count
  }

  /// Bytes of a regular file from where reading began; nil for anything else.
  var size: Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size) - (Int(lseek(descriptor, 0, SEEK_CUR)) - offset)
  }

  /// Whether `read` would return without waiting.
  var isReadable: Bool { Descriptor.isReadable(descriptor) }

  var sha256Hex: String? { hasher?.finalizeHex() }
}
