import NMTSystem

/// One tensor of a safetensors file.
package struct SafeTensor: Sendable, Equatable {
  package let name: String
  /// Row-major shape, as in PyTorch.
  package let shape: [Int]
  package let type: SafeTensorType
  /// Position of the values, in bytes from the start of the file.
  package let byteRange: Range<Int>

  /// Number of values.
  package var count: Int { byteRange.count / type.size }
}

/// Type of a tensor's values, spelled as in the format.
package enum SafeTensorType: String, Sendable, CaseIterable {
  case fp32 = "F32"
  case int8 = "I8"

  /// Bytes of a value.
  var size: Int { self == .fp32 ? 4 : 1 }
}

/// The header of a safetensors file: 8 bytes with the length, then a JSON object that names every tensor.
///
/// The header is untrusted until checked completely: bounded header, names, rank and count, overflow-checked sizes that
/// match the shapes, values without overlaps, gaps or trailing bytes, and no duplicate keys.
package struct SafeTensorsHeader: Equatable {
  package static let maximumLength = 16 << 20
  static let maximumTensors = 65_536
  static let maximumRank = 8
  static let maximumNameLength = 1024
  static let maximumMetadataEntries = 1024

  /// Tensors in the order of their values.
  package private(set) var tensors: [SafeTensor] = []
  package private(set) var metadata: [String: String] = [:]

  /// Length of the JSON text, from the file's first 8 bytes, for a file of `fileSize` bytes.
  package static func length(_ prefix: UnsafeRawBufferPointer, fileSize: Int, path: String) throws -> Int {
    guard prefix.count >= 8, fileSize >= 8 else {
      throw Failure(
        .badData, "the file ends at byte \(fileSize), inside its first field", at: path,
        expected: "a safetensors file", remedy: remedy)
    }
    let length = UInt64(littleEndian: prefix.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(maximumLength) else {
      throw Failure(
        .badData, "the header's length is \(length)", at: "\(path): byte 0",
        expected: "at most \(maximumLength), as in a safetensors file", remedy: remedy)
    }
    guard Int(length) <= fileSize - 8 else {
      throw Failure(
        .badData, "the file ends at byte \(fileSize), inside its header", at: path,
        expected: "a header of \(length) bytes", remedy: remedy)
    }
    return Int(length)
  }

  /// Checks a header against a file of `fileSize` bytes.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, fileSize: Int, path: String) throws {
    let start = 8 + bytes.count
    var reader = JSONReader(bytes)
    do {
      guard bytes.first == UInt8(ascii: "{") else {
        throw JSONError(offset: 0, what: "the header is not a JSON object")
      }
      try reader.readObject(
        maximumCount: Self.maximumTensors + 1, maximumKeyLength: Self.maximumNameLength
      ) { reader, name in
        if name == "__metadata__" {
          try readMetadata(&reader)
        } else {
          tensors.append(try Self.readTensor(&reader, name: name, start: start, dataSize: fileSize - start))
        }
      }
      try reader.expectEnd()
    } catch let error as JSONError {
      throw Failure(
        .badData, error.what, at: "\(path): byte \(8 + error.offset)", expected: "a safetensors header", remedy: remedy)
    }
    try checkCoverage(start: start, fileSize: fileSize, path: path)
  }

  private mutating func readMetadata(_ reader: inout JSONReader) throws {
    try reader.readObject(
      maximumCount: Self.maximumMetadataEntries, maximumKeyLength: Self.maximumNameLength
    ) { reader, key in metadata[key] = try reader.readString(maximumLength: 1 << 20) }
  }

  private static func readTensor(
    _ reader: inout JSONReader, name: String, start: Int, dataSize: Int
  ) throws -> SafeTensor {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try reader.readObject(maximumCount: 3, maximumKeyLength: 32) { reader, key in
      switch key {
      case "dtype": type = try reader.readString(maximumLength: 16)
      case "shape": shape = try readIntegers(&reader, atMost: maximumRank)
      case "data_offsets": offsets = try readIntegers(&reader, atMost: 2)
      default: throw reader.error("tensor \"\(name)\" has an unknown key \"\(key)\"")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw reader.error("tensor \"\(name)\" lacks dtype, shape or two data_offsets")
    }
    guard let type = SafeTensorType(rawValue: type) else {
      throw reader.error("tensor \"\(name)\" has type \(type), only F32 and I8 are read")
    }
    guard offsets[0] <= offsets[1], offsets[1] <= dataSize else {
      throw reader.error("tensor \"\(name)\" has values at \(offsets[0])…\(offsets[1]) of \(dataSize) bytes")
    }
    guard byteCount(shape, type) == offsets[1] - offsets[0] else {
      throw reader.error("tensor \"\(name)\" of shape \(shape) has \(offsets[1] - offsets[0]) bytes of values")
    }
    return SafeTensor(name: name, shape: shape, type: type, byteRange: start + offsets[0]..<start + offsets[1])
  }

  private static func readIntegers(_ reader: inout JSONReader, atMost count: Int) throws -> [Int] {
    var integers: [Int] = []
    try reader.readArray(maximumCount: count) { integers.append(try $0.readUnsigned()) }
    return integers
  }

  /// Bytes of a tensor; nil on overflow.
  private static func byteCount(_ shape: [Int], _ type: SafeTensorType) -> Int? {
    var count = type.size
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// Checks that every byte after the header belongs to exactly one tensor.
  private mutating func checkCoverage(start: Int, fileSize: Int, path: String) throws {
    tensors.sort {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
    }
    var end = start
    for tensor in tensors {
      guard tensor.byteRange.lowerBound == end else {
        let what = tensor.byteRange.lowerBound < end ? "overlaps the one before it" : "leaves a gap before it"
        throw Failure(
          .badData, "tensor \"\(tensor.name)\" \(what)", at: "\(path): byte \(tensor.byteRange.lowerBound)",
          expected: "values at byte \(end)", remedy: remedy)
      }
      end = tensor.byteRange.upperBound
    }
    guard end == fileSize else {
      throw Failure(
        .badData, "has \(fileSize) bytes", at: path, expected: "\(end), the end of the last tensor", remedy: remedy)
    }
  }
}

private let remedy = "copy the file again or save the model again"
