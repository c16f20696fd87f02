import NMTCorpus
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

/// The order of training with sampled encodings.
@Suite struct BatchFeedTests {
  private static let count = 90
  private let set: ShardSet

  /// Pair p's plain sides are [p]; its samples [p, p] and [p, p, p].
  init() throws {
    let directory = TemporaryDirectory()
    func open(_ name: String, _ encodings: [[Int32]], _ sampled: SampledEncodings? = nil) throws -> ShardSet {
      try DurableFile.write(to: directory.file(name)) { sink in
        var writer = try ShardWriter(sourceVocabulary: Self.count, targetVocabulary: Self.count, into: &sink)
        for encoding in encodings { try writer.append(source: encoding, target: encoding, to: &sink) }
        try writer.finish(&sink)
      }
      return try ShardSet(
        paths: [directory.file(name)], sourceVocabulary: Self.count, targetVocabulary: Self.count, sampled: sampled)
    }
    let pairs = (0..<Self.count).map(Int32.init)
    let samples = try open("sampled", pairs.flatMap { [[$0, $0], [$0, $0, $0]] })
    set = try open("plain", pairs.map { [$0] }, SampledEncodings(perPair: 2, set: samples))
  }

  private func updates(_ share: SampledShare, epoch: Int = 0, batch: Int = 0, count: Int) throws -> [UpdateBatch] {
    var options = BatchingOptions()
    options.sentences = 16
    options.sampledShare = share
    let feed = try BatchFeed(
      set, options: options, seed: 1, replicas: 2, costs: WordCosts(source: 1, target: 1), epoch: epoch, batch: batch)
    defer { feed.close() }
    return (0..<count).map { _ in feed.next() }
  }

  private func lengths(_ updates: some Sequence<UpdateBatch>) -> [Int] {
    updates.flatMap { $0.shares.flatMap { $0.flatMap { $0.sources.map(\.count) } } }
  }

  /// 90 pairs in batches of 16: 6 batches an epoch.
  @Test func anyPositionContinuesTheSameOrder() throws {
    let whole = try updates(.auto, count: 20)
    #expect(whole[5].batchesPerEpoch == 6 && whole[5].epoch == 1)
    for position in 1..<19 {
      let before = whole[position - 1]
      #expect(try updates(.auto, epoch: before.epoch, batch: before.batch, count: 1)[0] == whole[position])
    }
  }

  @Test func everyEpochHasEveryPairInOneOfItsEncodings() throws {
    let whole = try updates(.auto, count: 12)
    for epoch in [whole[..<6], whole[6...]] {
      let pairs = epoch.flatMap { $0.shares.flatMap { $0.flatMap { $0.sources.map { $0[0] } } } }
      #expect(pairs.sorted() == Array(0..<Int32(Self.count)))
      #expect(Set(lengths(epoch)) == [1, 2, 3])
      #expect(epoch.allSatisfy { $0.targetTokens == lengths([$0]).reduce(0) { $0 + $1 + 1 } })
    }
    #expect(lengths(try updates(.share(0), count: 6)).allSatisfy { $0 == 1 })
    #expect(lengths(try updates(.share(1), count: 6)).allSatisfy { $0 > 1 })
  }
}
