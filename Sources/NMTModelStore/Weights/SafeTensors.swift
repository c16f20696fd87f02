import Foundation
import NMTSystem

/// A safetensors file of fp32 and int8 tensors, open for reading.
///
/// Opening checks the whole header. Values are read directly to their destination, so the file takes no memory of its
/// own. https://github.com/huggingface/safetensors describes the format; PyTorch can read files from `write`.
package final class SafeTensors: Sendable {
  package let path: String
  /// Tensors in the order of their values in the file.
  package let tensors: [SafeTensor]
  package let metadata: [String: String]
  private let descriptor: Int32
  /// Index in `tensors` by the bytes of the name, since `String` keys would merge canonically equivalent names.
  private let index: [[UInt8]: Int]

  /// Opens and checks a file; `Failure(.badData)` describes the error and its byte offset.
  package init(path: String) throws {
    let (descriptor, fileSize) = try openRegularFile(path)
    do {
      var prefix: UInt64 = 0
      let length = try withUnsafeMutableBytes(of: &prefix) { buffer in
        try readExactly(descriptor, into: buffer, at: 0, fileSize: fileSize, path: path)
        return try SafeTensorsHeader.length(UnsafeRawBufferPointer(buffer), fileSize: fileSize, path: path)
      }
      var bytes = [UInt8](repeating: 0, count: length)
      try bytes.withUnsafeMutableBytes {
        try readExactly(descriptor, into: $0, at: 8, fileSize: fileSize, path: path)
      }
      let header = try bytes.withUnsafeBufferPointer {
        try SafeTensorsHeader($0, fileSize: fileSize, path: path)
      }
      self.path = path
      self.descriptor = descriptor
      tensors = header.tensors
      metadata = header.metadata
      index = Dictionary(uniqueKeysWithValues: header.tensors.enumerated().map { (Array($1.name.utf8), $0) })
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// The tensor of this name, or nil.
  package subscript(name: String) -> SafeTensor? { index[Array(name.utf8)].map { tensors[$0] } }

  /// Reads all values of an fp32 tensor of this file; `values.count` must equal `tensor.count`.
  package func read(_ tensor: SafeTensor, into values: UnsafeMutableBufferPointer<Float>) throws {
    guard tensor.type == .fp32 else {
      throw Failure(.badData, "tensor \"\(tensor.name)\" has type \(tensor.type.rawValue)", at: path, expected: "F32")
    }
    precondition(values.count == tensor.count, "SafeTensors.read: room for \(values.count) of \(tensor.count) values")
    try readExactly(
      descriptor, into: UnsafeMutableRawBufferPointer(values), at: tensor.byteRange.lowerBound,
      fileSize: tensor.byteRange.upperBound, path: path)
  }

  /// All values of an fp32 tensor of this file.
  package func values(of tensor: SafeTensor) throws -> [Float] {
    try [Float](unsafeUninitializedCapacity: tensor.count) { buffer, count in
      try read(tensor, into: UnsafeMutableBufferPointer(rebasing: buffer[..<tensor.count]))
      count = tensor.count
    }
  }

  /// Names, shapes and values to write; the memory must stay valid until `write` returns.
  package typealias Source = (name: String, shape: [Int], values: UnsafeBufferPointer<Float>)
  package typealias ByteSource = (name: String, shape: [Int], values: UnsafeRawBufferPointer)

  /// Saves tensors durably in the given order, int8 tensors first, with values starting at a multiple of 64 bytes.
  /// Rejects values that are not finite, so no saved file contains NaN. Returns the record of the file.
  ///
  /// - Parameter int8: tensors whose length in bytes is a multiple of 4, so that the following tensors stay aligned.
  @discardableResult
  package static func write(
    _ tensors: [Source], int8: [ByteSource] = [], metadata: [String: String] = [:], to path: String
  ) throws -> FileRecord {
    precondition(int8.allSatisfy { $0.values.count % 4 == 0 }, "SafeTensors.write: bytes that shift what follows")
    let header = headerBytes(
      int8.map { ($0.name, $0.shape, .int8, $0.values.count) }
        + tensors.map { ($0.name, $0.shape, .fp32, $0.values.count) },
      metadata: metadata)
    for tensor in tensors where !allFinite(tensor.values) {
      throw Failure(
        .software, "tensor \"\(tensor.name)\" holds a value that is not finite", at: path,
        remedy: "nothing was saved; train with a lower learning rate or stronger clipping")
    }
    var checksum = XXH64()
    var record: FileRecord?
    try DurableFile.write(to: path) { sink in
      func append(_ bytes: UnsafeRawBufferPointer) throws {
        checksum.update(bytes)
        try sink.append(bytes)
      }
      try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try append($0) }
      try header.withUnsafeBytes { try append($0) }
      for tensor in int8 { try append(tensor.values) }
      for tensor in tensors { try append(UnsafeRawBufferPointer(tensor.values)) }
      record = FileRecord(size: sink.byteCount, sha256: sink.sha256Hex, xxh64: checksum.finalizeHex())
    }
    return record!
  }

  private static func headerBytes(
    _ tensors: [(name: String, shape: [Int], type: SafeTensorType, count: Int)], metadata: [String: String]
  ) -> [UInt8] {
    var offset = 0
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append(
        "\"__metadata__\":{\(pairs.map { "\(jsonLiteral($0.key)):\(jsonLiteral($0.value))" }.joined(separator: ","))}")
    }
    for (name, shape, type, count) in tensors {
      precondition(shape.reduce(1, *) == count, "SafeTensors.write: \(name) \(shape) has \(count) values")
      let end = offset + count * type.size
      let extents = shape.map(String.init).joined(separator: ",")
      members.append(
        "\(jsonLiteral(name)):{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(extents)],\"data_offsets\":[\(offset),\(end)]}"
      )
      offset = end
    }
    var bytes = Array("{\(members.joined(separator: ","))}".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (64 - (8 + bytes.count) % 64) % 64)
    return bytes
  }
}

/// True if no value is NaN or infinite.
package func allFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
  // 0·x is 0 for finite x, else NaN, and NaN persists in the sum; without branches this runs at memory speed.
  var sum = SIMD16<Float>.zero
  let raw = UnsafeRawBufferPointer(values)
  let whole = values.count & ~15
  for offset in stride(from: 0, to: whole, by: 16) {
    sum += raw.loadUnaligned(fromByteOffset: offset * 4, as: SIMD16<Float>.self) * 0
  }
  return sum.sum() == 0 && values[whole...].allSatisfy(\.isFinite)
}

/// Reads exactly the bytes that fit in `buffer`; throws if the file has become shorter.
private func readExactly(
  _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int, fileSize: Int, path: String
) throws {
  var done = 0
  while done < buffer.count {
    let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw Failure.system("read", path) }
    guard count > 0 else {
      throw Failure(
        .badData, "the file ends at byte \(offset + done)", at: path,
        expected: "\(max(fileSize, offset + buffer.count)) bytes", remedy: "copy the file again")
    }
    done += count
  }
}
