import NMTSystem

/// All pairs of one part of a data directory, in written order: several memory-mapped shards seen as one.
///
/// Thread-safe. Memory: the kernel's cached pages of the mapped files, which it reclaims when needed and which
/// `release` frees.
package final class ShardSet: Sendable {
  private let shards: [Shard]
  /// First pair of each shard, and the end.
  private let starts: [Int]

  /// Pairs in all shards.
  package var count: Int { starts[shards.count] }
  package let sourceTokens: Int
  package let targetTokens: Int
  /// Sampled encodings of the same pairs; nil if there are none.
  package let sampled: SampledEncodings?

  /// Opens and checks the shards in parallel. Every shard must have these vocabulary sizes.
  package init(
    paths: [String], sourceVocabulary: Int, targetVocabulary: Int, sampled: SampledEncodings? = nil
  ) throws {
    shards = try Self.open(paths) { path in
      let shard = try Shard(path: path)
      guard shard.sourceVocabulary == sourceVocabulary, shard.targetVocabulary == targetVocabulary else {
        throw Failure(
          .badData, "holds ids of vocabularies of \(shard.sourceVocabulary) and \(shard.targetVocabulary)", at: path,
          expected: "\(sourceVocabulary) and \(targetVocabulary), as in the text pipeline",
          remedy: "do not mix data directories; run nmt-preprocess again")
      }
      return shard
    }
    starts = shards.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    sourceTokens = shards.reduce(0) { $0 + $1.sourceTokens }
    targetTokens = shards.reduce(0) { $0 + $1.targetTokens }
    self.sampled = sampled
  }

  /// Opens shards in the order of the paths. If several fail, the error of the first path is thrown.
  private static func open(_ paths: [String], _ open: @escaping @Sendable (String) throws -> Shard) throws -> [Shard] {
    var rest = paths.makeIterator()
    let workers = try OrderedWorkers(
      threads: min(max(1, paths.count), Machine.coreCount), transform: open, produce: { rest.next() })
    var shards: [Shard] = []
    while let shard = try workers.next() { shards.append(shard) }
    return shards
  }

  /// Number of subwords on each side of a pair, without BOS and EOS.
  package func lengths(_ pair: Int) -> (source: Int, target: Int) {
    withShard(of: pair) { ($0.sourceLength($1), $0.targetLength($1)) }
  }

  /// Number of source subwords of a pair, without EOS. O(log shards), like the three below.
  package func sourceLength(_ pair: Int) -> Int { withShard(of: pair) { $0.sourceLength($1) } }

  /// Number of target subwords of a pair, without BOS and EOS.
  package func targetLength(_ pair: Int) -> Int { withShard(of: pair) { $0.targetLength($1) } }

  /// Source ids of a pair, without eos.
  package func source(_ pair: Int) -> [Int32] { withShard(of: pair) { $0.source($1) } }

  /// Target ids of a pair, without bos and eos.
  package func target(_ pair: Int) -> [Int32] { withShard(of: pair) { $0.target($1) } }

  /// Bytes of the mapped files, including those of the sampled encodings.
  package var byteCount: Int { shards.reduce(sampled?.set.byteCount ?? 0) { $0 + $1.byteCount } }

  /// Releases the pages that were read, so that a pass over the set does not keep all of it in memory.
  package func release() {
    for shard in shards { shard.release() }
    sampled?.set.release()
  }

  /// The pairs with these indices, in this order.
  package func batch(_ pairs: some Collection<Int32>) -> ParallelBatch {
    ParallelBatch(sources: pairs.map { source(Int($0)) }, targets: pairs.map { target(Int($0)) })
  }

  @inline(__always)
  private func withShard<Result>(of pair: Int, _ body: (Shard, Int) -> Result) -> Result {
    precondition(pair >= 0 && pair < count, "ShardSet: pair \(pair) of \(count)")
    var (low, high) = (0, shards.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= pair { low = middle } else { high = middle }
    }
    return body(shards[low], pair - starts[low])
  }
}

/// N sampled encodings per pair of a set: sample k of pair p is pair p · N + k of a separate set.
package struct SampledEncodings: Sendable {
  /// Encodings per pair, N.
  package let perPair: Int
  package let set: ShardSet

  package init(perPair: Int, set: ShardSet) {
    self.perPair = perPair
    self.set = set
  }

  /// Index in `set` of a pair's sample `number` (from 0).
  package func index(pair: Int, number: Int) -> Int {
    precondition(number >= 0 && number < perPair, "SampledEncodings: sample \(number) of \(perPair)")
    return pair * perPair + number
  }
}
