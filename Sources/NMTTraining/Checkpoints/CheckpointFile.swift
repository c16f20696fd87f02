import Foundation
package import NMTSystem

/// The container of a checkpoint: magic, version, length and CRC-32C of a JSON header, then vectors of fp32.
///
///     0   8  "TOLMCKPT"
///     8   4  version, little-endian like all other numbers
///     12  4  length L of the header, 20 less than a multiple of 64
///     16  4  CRC-32C of bytes 0 ..< 16 and of the header
///     20  L  header: JSON, padded with spaces
///     …      the header's sections, one after another, each with a CRC-32C in the header
///
/// So a checksum covers every byte of the file, and every flipped bit is detected.
package enum CheckpointFile {
  static let magic = Array("TOLMCKPT".utf8)
  static let version: UInt32 = 2
  static let headerLimit = 16 << 20
  /// Maximum number of values in a header, since the decoder takes many times a value's own bytes.
  private static let valueLimit = 1 << 20
  static let prefix = 20

  /// Contents of a header besides the list of vectors.
  package protocol Content: Codable {
    /// True if a run could have saved these values.
    var isSound: Bool { get }
  }

  /// One vector of the file.
  struct Section: Codable {
    let name: String
    /// Number of floats.
    let count: Int
    let crc32c: UInt32
  }

  private struct Header<Content: CheckpointFile.Content>: Codable {
    let content: Content
    let sections: [Section]
  }

  /// Writes `content` and the vectors durably.
  static func write<Content: CheckpointFile.Content>(
    _ content: Content, sections: [(name: String, values: FlatSpan)], to path: String
  )
    throws
  {
    let list = sections.map { Section(name: $0.name, count: $0.values.count, crc32c: CRC32C.of($0.values.bytes)) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try [UInt8](encoder.encode(Header(content: content, sections: list)))
    while (json.count + prefix) % 64 != 0 { json.append(0x20) }
    var head = magic + bytes(of: version) + bytes(of: UInt32(json.count))
    head += bytes(of: CRC32C.of(head + json))
    try DurableFile.write(to: path) { sink in
      try sink.append(head + json)
      for section in sections { try sink.append(section.values.bytes) }
    }
  }

  /// Opens and verifies a whole file, every checksum included.
  package static func read<Content: CheckpointFile.Content>(_ type: Content.Type, from path: String) throws -> (
    Content, [String: UnsafeRawBufferPointer], MappedFile
  ) {
    try refuseLink(path)
    let file = try MappedFile(path: path)
    let (header, end): (Header<Content>, Int) = try readHeader(file)
    var sections: [String: UnsafeRawBufferPointer] = [:]
    var at = end
    for section in header.sections {
      let (size, overflow) = section.count.multipliedReportingOverflow(by: 4)
      guard !overflow, section.count >= 0, size <= file.bytes.count - at, sections[section.name] == nil else {
        throw damaged(path, "section \(section.name) of \(section.count) floats does not fit the file")
      }
      let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[at..<at + size])
      guard CRC32C.of(bytes) == section.crc32c else { throw damaged(path, "the checksum of \(section.name) is wrong") }
      sections[section.name] = bytes
      at += size
    }
    guard at == file.bytes.count else { throw damaged(path, "\(file.bytes.count - at) bytes follow the last section") }
    return (header.content, sections, file)
  }

  /// Reads the header of a file, but not its vectors.
  static func readHead<Content: CheckpointFile.Content>(_ type: Content.Type, from path: String) throws -> Content {
    try refuseLink(path)
    let (header, _): (Header<Content>, Int) = try readHeader(MappedFile(path: path))
    return header.content
  }

  private static func readHeader<Content: CheckpointFile.Content>(_ file: MappedFile) throws -> (Header<Content>, Int) {
    let all = file.bytes
    guard all.count >= prefix, all.prefix(8).elementsEqual(magic) else {
      throw damaged(file.path, "does not begin like a checkpoint")
    }
    let found = word(all, 8)
    guard found == version else {
      throw Failure(
        .badData, "has format version \(found)", at: file.path, expected: "\(version)",
        remedy: "use the version of nmt-train that wrote it, or start over with --force")
    }
    let length = Int(word(all, 12))
    guard length <= headerLimit, length <= all.count - prefix else { throw damaged(file.path, "the header is cut off") }
    let json = UnsafeRawBufferPointer(rebasing: all[prefix..<prefix + length])
    var crc = CRC32C()
    crc.update(UnsafeRawBufferPointer(rebasing: all[..<16]))
    crc.update(json)
    guard crc.value == word(all, 16) else { throw damaged(file.path, "the checksum of the header is wrong") }
    do {
      try JSONReader.check(json.bindMemory(to: UInt8.self), maximumValues: valueLimit)
    } catch let error as JSONError {
      throw damaged(file.path, "the header's JSON is invalid at byte \(error.offset): \(error.what)")
    }
    guard let header = try? JSONDecoder().decode(Header<Content>.self, from: Data(json)) else {
      throw damaged(file.path, "the header is not the JSON of a checkpoint")
    }
    guard header.content.isSound else { throw damaged(file.path, "the header holds an impossible count") }
    return (header, prefix + length)
  }

  static func damaged(_ path: String, _ what: String) -> Failure {
    Failure(.badData, what, at: path, expected: "a whole checkpoint", remedy: "delete it to resume from the one before")
  }

  private static func bytes(of word: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}

/// Floats of the parameter store or of a `FlatVector`, as source of a save or destination of a load.
package struct FlatSpan: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int

  package init(_ base: UnsafeMutablePointer<Float>, count: Int) {
    self.base = base
    self.count = count
  }

  package init(_ vector: FlatVector) { self.init(vector.base, count: vector.count) }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: count)) }

  /// True if no value is NaN or infinite.
  package var isFinite: Bool {
    var sum: Float = 0
    for k in 0..<count { sum += base[k] * 0 }
    return sum == 0
  }
}
