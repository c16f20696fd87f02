import Foundation
import NMTCorpus
import NMTSystem
import NMTTestSupport
import Testing

private struct Pairs {
  var sources: [[Int32]]
  var targets: [[Int32]]
  var vocabulary: Int

  init(count: Int, vocabulary: Int, seed: UInt64 = 7) {
    var generator = SplitMix64(seed: seed)
    func side() -> [Int32] {
      (0..<generator.next(below: 9)).map { _ in Int32(generator.next(below: UInt64(vocabulary))) }
    }
    sources = (0..<count).map { _ in side() }
    targets = (0..<count).map { _ in side() }
    self.vocabulary = vocabulary
  }

  func write(to path: String) throws {
    try DurableFile.write(to: path) { sink in
      var writer = try ShardWriter(sourceVocabulary: vocabulary, targetVocabulary: vocabulary, into: &sink)
      for (source, target) in zip(sources, targets) { try writer.append(source: source, target: target, to: &sink) }
      try writer.finish(&sink)
    }
  }
}

@Suite struct ShardTests {
  private let directory = TemporaryDirectory()

  @Test(arguments: [(300, 1, 2), (65_536, 57, 2), (65_537, 57, 4), (1 << 20, 400, 4), (9, 0, 2)])
  func whatIsWrittenIsRead(vocabulary: Int, count: Int, width: Int) throws {
    let pairs = Pairs(count: count, vocabulary: vocabulary)
    let path = directory.file("a.shard")
    try pairs.write(to: path)
    let shard = try Shard(path: path)
    #expect(shard.idWidth == width)
    #expect(shard.count == count)
    #expect((0..<count).map(shard.source) == pairs.sources)
    #expect((0..<count).map(shard.target) == pairs.targets)
    #expect(shard.sourceTokens == pairs.sources.reduce(0) { $0 + $1.count })
    #expect(shard.targetTokens == pairs.targets.reduce(0) { $0 + $1.count })
    #expect((0..<count).map(shard.targetLength) == pairs.targets.map(\.count))
  }

  @Test func severalShardsAreOneSet() throws {
    let parts = [
      Pairs(count: 5, vocabulary: 100, seed: 1), Pairs(count: 0, vocabulary: 100),
      Pairs(count: 8, vocabulary: 100, seed: 2),
    ]
    let paths = try parts.indices.map { index in
      let path = directory.file("part\(index).shard")
      try parts[index].write(to: path)
      return path
    }
    let set = try ShardSet(paths: paths, sourceVocabulary: 100, targetVocabulary: 100)
    #expect(set.count == 13)
    #expect((0..<13).map(set.source) == parts.flatMap(\.sources))
    let batch = set.batch([12, 0, 5])
    let targets = parts.flatMap(\.targets)
    #expect(batch.targets == [targets[12], targets[0], targets[5]])
    set.release()
    #expect(set.batch([12, 0, 5]) == batch, "what was given back is read again")
    #expect(try set.byteCount == paths.reduce(0) { $0 + (try readWholeFile($1, limit: 1 << 20).count) })
    #expect(throws: Failure.self) { try ShardSet(paths: paths, sourceVocabulary: 100, targetVocabulary: 99) }
  }

  /// Cut anywhere, or with any bit of it changed, a shard is refused: 65, the path, and what to do.
  @Test func everyTruncationAndEveryFlippedBitIsNoticed() throws {
    let path = directory.file("whole.shard")
    try Pairs(count: 11, vocabulary: 500).write(to: path)
    let bytes = try readWholeFile(path, limit: 1 << 20)
    let damaged = directory.file("damaged.shard")
    func expectRefusal(_ bytes: [UInt8], _ what: Comment) throws {
      try directory.write(bytes, to: "damaged.shard")
      let failure = #expect(throws: Failure.self, what) { try Shard(path: damaged) }
      #expect(failure?.code == .badData && failure?.place == damaged, what)
    }
    for length in 0..<bytes.count { try expectRefusal(Array(bytes[..<length]), "cut at \(length)") }
    for bit in 0..<(8 * bytes.count) {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      try expectRefusal(flipped, "bit \(bit)")
    }
    try expectRefusal(bytes + [0], "one byte more")
  }

  /// Shards whose checksums fit but whose content cannot be: made with the right CRC-32 over wrong numbers.
  @Test(arguments: ["pairs", "tokens", "huge", "entry", "length", "id"])
  func aLieWithARightChecksumIsRefused(lie: String) throws {
    let path = directory.file("lie.shard")
    try Pairs(count: 11, vocabulary: 500).write(to: path)
    var bytes = try readWholeFile(path, limit: 1 << 20)
    let trailer = bytes.count - 40
    let index = trailer - 11 * 16
    switch lie {
    case "pairs": bytes[trailer] = 12
    case "tokens": bytes[trailer + 8] &+= 1
    case "huge": bytes.replaceSubrange((trailer + 8)..<(trailer + 16), with: [UInt8](repeating: 0xFF, count: 8))
    case "entry": bytes[index + 16] &+= 1
    case "length": bytes[index + 8 + 3] = 0x7F
    default: bytes[33] = 0xFF
    }
    Self.seal(&bytes)
    try DurableFile.write(bytes, to: path)
    let failure = #expect(throws: Failure.self) { try Shard(path: path) }
    #expect(failure?.code == .badData)
    #expect(failure?.what.contains("checksum") == false, "the lie itself is found, not the checksum")
  }

  @Test func whatIsNoFileIsRefused() throws {
    #expect(throws: Failure.self) { try Shard(path: "/dev/zero") }
    #expect(throws: Failure.self) { try Shard(path: directory.file("")) }
    #expect(throws: Failure.self) { try Shard(path: directory.file("absent")) }
    let fifo = directory.file("fifo")
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(throws: Failure.self) { try Shard(path: fifo) }
    let sparse = directory.file("sparse")
    try DurableFile.write([UInt8]("TOLMSHRD".utf8), to: sparse)
    #expect(truncate(sparse, 1 << 40) == 0)
    #expect(throws: Failure.self) { try Shard(path: sparse) }
  }

  /// Computes both checksums anew.
  private static func seal(_ bytes: inout [UInt8]) {
    func crc(_ part: ArraySlice<UInt8>) -> UInt32 {
      var crc: UInt32 = 0xFFFF_FFFF
      for byte in part {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      }
      return ~crc
    }
    func put(_ word: UInt32, at offset: Int) {
      for shift in 0..<4 { bytes[offset + shift] = UInt8(truncatingIfNeeded: word >> (8 * UInt32(shift))) }
    }
    let trailer = bytes.count - 40
    put(crc(bytes[32..<trailer]), at: trailer + 24)
    put(crc(bytes[trailer..<(trailer + 28)]), at: trailer + 28)
  }
}
