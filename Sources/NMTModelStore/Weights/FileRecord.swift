import Foundation
import NMTSystem

/// Size and checksums of a file when it was saved, to detect changes.
package struct FileRecord: Codable, Sendable, Equatable {
  /// Size in bytes.
  package let size: Int
  /// SHA-256, 64 hexadecimal digits; checked by `nmt-inspect`.
  package let sha256: String
  /// XXH64, 16 hexadecimal digits; checked on every load.
  package let xxh64: String

  package init(size: Int, sha256: String, xxh64: String) {
    self.size = size
    self.sha256 = sha256
    self.xxh64 = xxh64
  }

  /// Reads a file once and records it.
  package init(ofFile path: String) throws {
    var sha = SHA256()
    var checksum = XXH64()
    size = try readBlocks(of: path) { block in
      sha.update(block)
      checksum.update(block)
    }
    sha256 = sha.finalizeHex()
    xxh64 = checksum.finalizeHex()
  }

  /// Compares a file with the record: size and XXH64, and with `thorough` also SHA-256.
  package func verify(_ path: String, thorough: Bool) throws {
    let (descriptor, actual) = try openRegularFile(path)
    close(descriptor)
    guard actual == size else {
      throw Failure(.badData, "has \(actual) bytes", at: path, expected: "\(size), as config.json says", remedy: remedy)
    }
    var sha = SHA256()
    var checksum = XXH64()
    _ = try readBlocks(of: path) { block in
      checksum.update(block)
      if thorough { sha.update(block) }
    }
    let found = thorough ? "sha256 \(sha.finalizeHex())" : "xxh64 \(checksum.finalizeHex())"
    let wanted = thorough ? "sha256 \(sha256)" : "xxh64 \(xxh64)"
    guard found == wanted, checksum.finalizeHex() == xxh64 else {
      throw Failure(.badData, "is damaged: \(found)", at: path, expected: wanted, remedy: remedy)
    }
  }
}

private let remedy = "copy the model directory again, or save the model again"

/// Passes a regular file's bytes to `body` in blocks; returns their number.
private func readBlocks(of path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Int {
  let (descriptor, _) = try openRegularFile(path)
  defer { close(descriptor) }
  let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  defer { block.deallocate() }
  var size = 0
  while true {
    let count = try Descriptor.read(descriptor, into: block, name: path)
    if count == 0 { return size }
    body(UnsafeRawBufferPointer(rebasing: block.prefix(count)))
    size += count
  }
}
