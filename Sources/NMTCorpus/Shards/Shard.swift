import Foundation
package import NMTSystem

/// A memory-mapped shard. Opening verifies that its checksums match, its index has no holes and every id is in its
/// vocabulary, so that access is safe. It reads the file once (about a second per gigabyte) and keeps none of it in
/// memory; afterwards, a pair is found in O(1).
package final class Shard: Sendable {
  private let file: MappedFile
  private let indexStart: Int
  package let idWidth: Int
  package let sourceVocabulary: Int
  package let targetVocabulary: Int
  /// Number of pairs.
  package let count: Int
  package let sourceTokens: Int
  package let targetTokens: Int

  /// Maps and checks the file; any defect is a `Failure(.badData)`.
  package init(path: String) throws {
    file = try MappedFile(path: path)
    let bytes = file.bytes
    let header = try ShardHeader(bytes, path: path)
    let trailer = try ShardTrailer(bytes, path: path)
    idWidth = header.idWidth
    sourceVocabulary = header.sourceVocabulary
    targetVocabulary = header.targetVocabulary
    let (tokens, overflow) = trailer.sourceTokens.addingReportingOverflow(trailer.targetTokens)
    let room = UInt64(bytes.count) / UInt64(ShardFormat.entrySize)
    guard !overflow, trailer.pairs <= room,
      let idBytes = ShardFormat.paddedIdBytes(tokens: tokens, width: header.idWidth),
      idBytes + Int(trailer.pairs) * ShardFormat.entrySize
        == bytes.count - ShardFormat.headerSize - ShardFormat.trailerSize
    else {
      throw Shard.damaged(path, "\(bytes.count) bytes do not match \(trailer.pairs) pairs with \(tokens) tokens")
    }
    indexStart = ShardFormat.headerSize + idBytes
    count = Int(trailer.pairs)
    sourceTokens = Int(trailer.sourceTokens)
    targetTokens = Int(trailer.targetTokens)
    try check(trailer, path: path)
  }

  package static func damaged(_ path: String, _ what: String) -> Failure {
    Failure(.badData, "damaged shard: \(what)", at: path, remedy: "run nmt-preprocess again")
  }

  package func sourceLength(_ pair: Int) -> Int { Int(file.bytes.littleEndian32(at: entry(pair) + 8)) }
  package func targetLength(_ pair: Int) -> Int { Int(file.bytes.littleEndian32(at: entry(pair) + 12)) }

  /// Source ids of a pair, without EOS.
  package func source(_ pair: Int) -> [Int32] { ids(from: firstId(pair), count: sourceLength(pair)) }

  /// Target ids of a pair, without BOS and EOS.
  package func target(_ pair: Int) -> [Int32] {
    ids(from: firstId(pair) + sourceLength(pair), count: targetLength(pair))
  }

  package var byteCount: Int { file.bytes.count }

  /// Releases the file's pages; they are mapped again when any thread touches them.
  package func release() { release(0..<file.bytes.count) }

  private func entry(_ pair: Int) -> Int {
    precondition(pair >= 0 && pair < count, "Shard: pair \(pair) of \(count)")
    return indexStart + pair * ShardFormat.entrySize
  }

  private func firstId(_ pair: Int) -> Int { Int(file.bytes.littleEndian64(at: entry(pair))) }

  private func ids(from first: Int, count: Int) -> [Int32] {
    let start = ShardFormat.headerSize + first * idWidth
    precondition(first >= 0 && start + count * idWidth <= indexStart, "Shard: ids \(first) … \(first + count)")
    return [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for position in 0..<count { buffer[position] = id(at: start + position * idWidth) }
      initialized = count
    }
  }

  /// The id at a byte offset in the file; the caller has checked the offset.
  @inline(__always)
  private func id(at offset: Int) -> Int32 {
    if idWidth == 2 {
      return Int32(UInt16(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    }
    return Int32(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }

  // MARK: Checking

  /// Bytes to check before their pages are released: the most that a check keeps in memory.
  private static let window = 1 << 22

  /// Checks checksum, index and ids, window by window. If all ids are below both vocabulary sizes, they are not checked
  /// one by one.
  private func check(_ trailer: ShardTrailer, path: String) throws {
    let end = file.bytes.count - ShardFormat.trailerSize
    var crc: UInt32 = 0
    var largest = 0
    forEachWindow(of: ShardFormat.headerSize..<indexStart) { bytes in
      crc = ShardFormat.crc(bytes, after: crc)
      largest = max(largest, idWidth == 2 ? bytes.largest(UInt16.self) : bytes.largest(UInt32.self))
    }
    forEachWindow(of: indexStart..<end) { crc = ShardFormat.crc($0, after: crc) }
    guard crc == trailer.payloadCRC else { throw Shard.damaged(path, "the content does not match its checksum") }
    try checkIndex(looksAtIds: largest >= min(sourceVocabulary, targetVocabulary), path: path)
  }

  private func checkIndex(looksAtIds: Bool, path: String) throws {
    var (next, sources, targets) = (0, 0, 0)
    for pair in 0..<count {
      let (source, target) = (sourceLength(pair), targetLength(pair))
      guard file.bytes.littleEndian64(at: entry(pair)) == UInt64(next) else {
        throw Shard.damaged(path, "the index has a gap at pair \(pair)")
      }
      sources += source
      targets += target
      guard sources <= sourceTokens, targets <= targetTokens,
        !looksAtIds
          || isInVocabulary(next, source, sourceVocabulary) && isInVocabulary(next + source, target, targetVocabulary)
      else { throw Shard.damaged(path, "pair \(pair) holds an impossible id or length") }
      next += source + target
      if pair % (Self.window / ShardFormat.entrySize) == 0 { release() }
    }
    guard sources == sourceTokens, targets == targetTokens else {
      throw Shard.damaged(
        path, "\(sources) + \(targets) tokens in the index, \(sourceTokens) + \(targetTokens) in the trailer")
    }
    release()
  }

  private func forEachWindow(of range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void) {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.window) {
      let window = start..<min(start + Self.window, range.upperBound)
      body(UnsafeRawBufferPointer(rebasing: file.bytes[window]))
      release(window)
    }
  }

  private func release(_ range: Range<Int>) {
    let first = range.lowerBound & ~Int(sysconf(Int32(_SC_PAGESIZE)) - 1)
    guard let base = file.bytes.baseAddress, first < range.upperBound else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + first), range.upperBound - first, MADV_DONTNEED)
  }

  private func isInVocabulary(_ first: Int, _ count: Int, _ vocabulary: Int) -> Bool {
    let start = ShardFormat.headerSize + first * idWidth
    guard start + count * idWidth <= indexStart else { return false }
    for position in 0..<count {
      let id = id(at: start + position * idWidth)
      if id < 0 || id >= vocabulary { return false }
    }
    return true
  }
}

extension UnsafeRawBufferPointer {
  /// Largest of the little-endian numbers in these bytes, which must start at a multiple of the number's size.
  fileprivate func largest<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Int {
    withMemoryRebound(to: Number.self) { numbers in
      var largest: Number = 0
      for number in numbers { largest = Swift.max(largest, Number(littleEndian: number)) }
      return Int(largest)
    }
  }
}
