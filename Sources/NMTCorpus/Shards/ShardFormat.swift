import CZlib
import NMTSystem

/// Byte layout of a shard, version 1. All numbers are little-endian.
///
/// | part | bytes | content |
/// |---|---|---|
/// | header | 32 | magic `TOLMSHRD`, version u32, bytes an id u32 (2 or 4), source vocabulary u32, target vocabulary u32, zero u32, CRC-32 of the 28 bytes before |
/// | ids | width × tokens | pair after pair: source ids, then target ids; then zeros up to a multiple of 16 |
/// | index | 16 × pairs | first id's position (in ids) u64, source length u32, target length u32 |
/// | trailer | 40 | pairs u64, source tokens u64, target tokens u64, CRC-32 of ids and index u32, CRC-32 of the 28 bytes before u32, `TOLMSEND` |
///
/// The counts come last, so that a shard is written in one pass and its ids are not kept in memory.
enum ShardFormat {
  static let magic = Array("TOLMSHRD".utf8)
  static let endMagic = Array("TOLMSEND".utf8)
  static let version: UInt32 = 1
  static let headerSize = 32
  static let entrySize = 16
  static let trailerSize = 40

  /// Bytes per id for a vocabulary of this size.
  static func idWidth(vocabulary: Int) -> Int { vocabulary <= 65_536 ? 2 : 4 }

  /// Bytes of the ids including zero padding; nil if that exceeds the possible size of a file.
  static func paddedIdBytes(tokens: UInt64, width: Int) -> Int? {
    let (bytes, overflow) = tokens.multipliedReportingOverflow(by: UInt64(width))
    guard !overflow, bytes <= UInt64(Int.max / 2) else { return nil }
    return (Int(bytes) + 15) & ~15
  }

  static func crc(_ bytes: UnsafeRawBufferPointer, after previous: UInt32 = 0) -> UInt32 {
    guard let base = bytes.baseAddress else { return previous }
    return UInt32(crc32_z(UInt(previous), base.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}

/// The first 32 bytes of a shard.
struct ShardHeader: Equatable {
  /// Bytes per id: 2 or 4.
  var idWidth: Int
  var sourceVocabulary: Int
  var targetVocabulary: Int

  var bytes: [UInt8] {
    var bytes = ShardFormat.magic
    for word in [ShardFormat.version, UInt32(idWidth), UInt32(sourceVocabulary), UInt32(targetVocabulary), 0] {
      bytes.append(littleEndian: word)
    }
    bytes.append(littleEndian: bytes.withUnsafeBytes { ShardFormat.crc($0) })
    return bytes
  }

  init(sourceVocabulary: Int, targetVocabulary: Int) {
    idWidth = ShardFormat.idWidth(vocabulary: max(sourceVocabulary, targetVocabulary))
    self.sourceVocabulary = sourceVocabulary
    self.targetVocabulary = targetVocabulary
  }

  init(_ file: UnsafeRawBufferPointer, path: String) throws {
    guard file.count >= ShardFormat.headerSize, file.prefix(8).elementsEqual(ShardFormat.magic) else {
      throw Failure(
        .badData, "is not a shard", at: path, expected: "a file that begins with TOLMSHRD",
        remedy: "run nmt-preprocess again")
    }
    let version = file.littleEndian32(at: 8)
    guard version == ShardFormat.version else {
      throw Failure(
        .badData, "shard format \(version)", at: path, expected: "format \(ShardFormat.version)",
        remedy: "run nmt-preprocess of this version again")
    }
    guard ShardFormat.crc(UnsafeRawBufferPointer(rebasing: file[..<28])) == file.littleEndian32(at: 28) else {
      throw Shard.damaged(path, "the header does not match its checksum")
    }
    idWidth = Int(file.littleEndian32(at: 12))
    sourceVocabulary = Int(file.littleEndian32(at: 16))
    targetVocabulary = Int(file.littleEndian32(at: 20))
    guard idWidth == 2 || idWidth == 4, file.littleEndian32(at: 24) == 0 else {
      throw Shard.damaged(path, "the header says \(idWidth) bytes per id")
    }
  }
}

/// The last 40 bytes of a shard.
struct ShardTrailer: Equatable {
  var pairs: UInt64 = 0
  var sourceTokens: UInt64 = 0
  var targetTokens: UInt64 = 0
  /// Checksum of everything between header and trailer.
  var payloadCRC: UInt32 = 0

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for count in [pairs, sourceTokens, targetTokens] { bytes.append(littleEndian: count) }
    bytes.append(littleEndian: payloadCRC)
    bytes.append(littleEndian: bytes.withUnsafeBytes { ShardFormat.crc($0) })
    return bytes + ShardFormat.endMagic
  }

  init() {}

  init(_ file: UnsafeRawBufferPointer, path: String) throws {
    guard file.count >= ShardFormat.headerSize + ShardFormat.trailerSize,
      file.suffix(8).elementsEqual(ShardFormat.endMagic)
    else { throw Shard.damaged(path, "the file ends early, at \(file.count) bytes") }
    let trailer = UnsafeRawBufferPointer(rebasing: file.suffix(ShardFormat.trailerSize))
    guard ShardFormat.crc(UnsafeRawBufferPointer(rebasing: trailer[..<28])) == trailer.littleEndian32(at: 28) else {
      throw Shard.damaged(path, "the trailer does not match its checksum")
    }
    pairs = trailer.littleEndian64(at: 0)
    sourceTokens = trailer.littleEndian64(at: 8)
    targetTokens = trailer.littleEndian64(at: 16)
    payloadCRC = trailer.littleEndian32(at: 24)
  }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  func littleEndian32(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset + 4 <= count, "32-bit number at byte \(offset) of \(count)")
    return UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  @inline(__always)
  func littleEndian64(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset + 8 <= count, "64-bit number at byte \(offset) of \(count)")
    return UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

extension [UInt8] {
  mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}
