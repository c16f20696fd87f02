import NMTCorpus
import NMTSystem
import NMTTestSupport
import Testing

/// Which encoding an epoch takes of each pair. Here a pair's plain sides hold its number once; its sample k (from 1)
/// holds it k + 1 times.
@Suite struct EpochPairsTests {
  private static let count = 2000
  private static let samples = 4
  private let set: ShardSet

  init() throws {
    let directory = TemporaryDirectory()
    func write(_ name: String, _ encodings: [[Int32]]) throws -> String {
      try DurableFile.write(to: directory.file(name)) { sink in
        var writer = try ShardWriter(sourceVocabulary: Self.count, targetVocabulary: Self.count, into: &sink)
        for encoding in encodings { try writer.append(source: encoding, target: encoding, to: &sink) }
        try writer.finish(&sink)
      }
      return directory.file(name)
    }
    func encoding(_ pair: Int, _ number: Int) -> [Int32] { Array(repeating: Int32(pair), count: number + 1) }
    let sampled = try write(
      "sampled", (0..<Self.count).flatMap { pair in (1...Self.samples).map { encoding(pair, $0) } })
    // Plain encodings in two shards, samples in one: the sets need not be cut alike.
    let plain = try [0..<700, 700..<Self.count].map { range in
      try write("plain-\(range.lowerBound)", range.map { encoding($0, 0) })
    }
    func open(_ paths: [String], _ sampled: SampledEncodings? = nil) throws -> ShardSet {
      try ShardSet(
        paths: paths, sourceVocabulary: Self.count, targetVocabulary: Self.count, sampled: sampled)
    }
    set = try open(plain, SampledEncodings(perPair: Self.samples, set: try open([sampled])))
  }

  private func encodings(_ share: Double, seed: UInt64 = 1, epoch: Int = 0, maximumLength: Int? = nil) -> [Int] {
    let pairs = EpochPairs(set, sampledShare: share, maximumLength: maximumLength, seed: seed, epoch: epoch)
    return (0..<Self.count).map(pairs.encoding)
  }

  @Test func lengthsAndIdsAreThoseOfTheChosenEncoding() {
    let pairs = EpochPairs(set, sampledShare: 0.8, seed: 3, epoch: 5)
    let order = [1999, 0, 700, 699, 42].map(Int32.init)
    let batch = pairs.batch(order)
    for (position, pair) in order.enumerated() {
      let number = pairs.encoding(of: Int(pair))
      #expect(batch.sources[position] == Array(repeating: pair, count: number + 1))
      #expect(batch.targets[position] == batch.sources[position])
      #expect(pairs.lengths(Int(pair)) == (number + 1, number + 1))
    }
  }

  /// Standard deviation of the number of sampled pairs: √(2000 · 0.8 · 0.2) ≈ 18.
  @Test func theShareHolds() {
    #expect(encodings(0).allSatisfy { $0 == 0 })
    #expect(encodings(1).allSatisfy { (1...Self.samples).contains($0) })
    let plain = encodings(0.8).filter { $0 == 0 }.count
    #expect(abs(plain - 400) < 90, "\(plain)")
    for number in 1...Self.samples {
      let found = encodings(0.8).filter { $0 == number }.count
      #expect(abs(found - 400) < 90, "sample \(number): \(found)")
    }
  }

  @Test func aPureFunctionOfSeedAndEpoch() {
    #expect(encodings(0.8) == encodings(0.8))
    #expect(encodings(0.8) != encodings(0.8, epoch: 1))
    #expect(encodings(0.8) != encodings(0.8, seed: 2))
    // Another epoch is not the same pairs sampled again: the plain ones are drawn anew.
    let (first, second) = (encodings(0.8), encodings(0.8, epoch: Self.samples))
    #expect(zip(first, second).contains { $0 == 0 && $1 > 0 } && zip(first, second).contains { $0 > 0 && $1 == 0 })
  }

  @Test func aPairShowsAllItsSamplesBeforeOneComesAgain() {
    let epochs = (7..<7 + Self.samples).map { encodings(1, epoch: $0) }
    for pair in 0..<Self.count { #expect(Set(epochs.map { $0[pair] }).count == Self.samples) }
  }

  @Test func aSampleThatIsTooLongGivesWayToThePlainEncoding() {
    let free = encodings(1, epoch: 2)
    let bounded = encodings(1, epoch: 2, maximumLength: 3)
    for (number, found) in zip(free, bounded) { #expect(found == (number <= 2 ? number : 0)) }
    #expect(encodings(1, maximumLength: 0).allSatisfy { $0 == 0 })
  }

  @Test func batchesAreMadeOfTheChosenLengths() {
    let pairs = EpochPairs(set, sampledShare: 0.8, seed: 1, epoch: 3)
    let plan = BatchPlan(pairs, options: .tokens(60), seed: 1, epoch: 3)
    #expect(plan.flatMap(Array.init).sorted() == Array(0..<Int32(Self.count)))
    for batch in plan {
      let lengths = batch.map { pairs.lengths(Int($0)).target }
      #expect(lengths.reduce(0) { $0 + $1 + 1 } <= 60)
      #expect(lengths == lengths.sorted() && lengths.last! - lengths.first! <= 1)
    }
  }
}
