package import NMTSystem

/// Writes one shard into a sink, pair by pair.
///
/// Memory: 16 bytes per pair of this shard; ids are written at once.
package struct ShardWriter {
  /// Most pairs per shard; there is also a limit on the bytes of ids. Both bound memory and keep files handy.
  package static let mostPairs = 1 << 18
  package static let mostIdBytes = 128 << 20

  private let header: ShardHeader
  private var trailer = ShardTrailer()
  private var index: [UInt8] = []
  private var ids: [UInt8] = []

  /// Begins the file with its header.
  package init(sourceVocabulary: Int, targetVocabulary: Int, into sink: inout ByteSink) throws {
    header = ShardHeader(sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary)
    try sink.append(header.bytes)
  }

  package var pairCount: Int { Int(trailer.pairs) }
  private var tokens: UInt64 { trailer.sourceTokens + trailer.targetTokens }

  package var isFull: Bool {
    pairCount >= Self.mostPairs || Int(tokens) * header.idWidth >= Self.mostIdBytes
  }

  /// Appends a pair. The ids must be in the vocabularies.
  package mutating func append(source: [Int32], target: [Int32], to sink: inout ByteSink) throws {
    index.append(littleEndian: tokens)
    index.append(littleEndian: UInt32(source.count))
    index.append(littleEndian: UInt32(target.count))
    ids.removeAll(keepingCapacity: true)
    for (side, vocabulary) in [(source, header.sourceVocabulary), (target, header.targetVocabulary)] {
      for id in side {
        precondition(id >= 0 && id < vocabulary, "ShardWriter.append: id \(id) in a vocabulary of \(vocabulary)")
        if header.idWidth == 2 { ids.append(littleEndian: UInt16(id)) } else { ids.append(littleEndian: id) }
      }
    }
    trailer.pairs += 1
    trailer.sourceTokens += UInt64(source.count)
    trailer.targetTokens += UInt64(target.count)
    try write(ids, to: &sink)
  }

  /// Completes the file with padding, index and trailer.
  package mutating func finish(_ sink: inout ByteSink) throws {
    let idBytes = Int(tokens) * header.idWidth
    try write([UInt8](repeating: 0, count: (16 - idBytes % 16) % 16), to: &sink)
    try write(index, to: &sink)
    try sink.append(trailer.bytes)
  }

  private mutating func write(_ bytes: [UInt8], to sink: inout ByteSink) throws {
    trailer.payloadCRC = bytes.withUnsafeBytes { ShardFormat.crc($0, after: trailer.payloadCRC) }
    try sink.append(bytes)
  }
}
