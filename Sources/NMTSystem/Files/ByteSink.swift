import Foundation

/// Buffered bytes to be written to a file, with a running SHA-256.
package struct ByteSink {
  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  private var hasher = SHA256()
  private static let capacity = 1 << 18

  /// Number of bytes appended so far, which is the file offset of the next byte.
  package private(set) var byteCount = 0

  /// SHA-256 of everything appended so far.
  package var sha256Hex: String { hasher.finalizeHex() }

  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    buffer.reserveCapacity(ByteSink.capacity)
  }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
    hasher.update(bytes)
    byteCount += bytes.count
    if buffer.count + bytes.count > ByteSink.capacity { try flush() }
    if bytes.count >= ByteSink.capacity {
      try Descriptor.write(descriptor, bytes, name: name)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  package mutating func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try append($0) } }

  mutating func flush() throws {
    try buffer.withUnsafeBytes { try Descriptor.write(descriptor, $0, name: name) }
    buffer.removeAll(keepingCapacity: true)
  }
}
