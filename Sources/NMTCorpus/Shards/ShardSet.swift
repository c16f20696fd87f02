import NMTSystem

/// All pairs of one part of a data directory, in the order in which they were written: several mapped shards seen as one.
///
/// Thread-safe. Memory: what the kernel keeps of the mapped files, which it takes back when others need it and all of
/// which `release` gives back.
package final class ShardSet: Sendable {
  private let shards: [Shard]
  /// First pair of each shard, and the end.
  private let starts: [Int]

  /// Pairs in all shards.
  package var count: Int { starts[shards.count] }
  package let sourceTokens: Int
  package let targetTokens: Int
  /// Other encodings of the same pairs; nil when none were made.
  package let sampled: SampledEncodings?

  /// Opens and checks the shards, several at once. Every one must be made with these vocabulary sizes.
  package init(
    paths: [String], sourceVocabulary: Int, targetVocabulary: Int, sampled: SampledEncodings? = nil
  ) throws {
    shards = try Self.open(paths) { path in
      let shard = try Shard(path: path)
      guard shard.sourceVocabulary == sourceVocabulary, shard.targetVocabulary == targetVocabulary else {
        throw Failure(
          .badData, "ids of vocabularies of \(shard.sourceVocabulary) and \(shard.targetVocabulary)", at: path,
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

  /// In the order of the paths. A failure is that of the first path which has one.
  private static func open(_ paths: [String], _ open: @escaping @Sendable (String) throws -> Shard) throws -> [Shard] {
    var rest = paths.makeIterator()
    let workers = try OrderedWorkers(
      threads: min(max(1, paths.count), Machine.coreCount), transform: open, produce: { rest.next() })
    var shards: [Shard] = []
    while let shard = try workers.next() { shards.append(shard) }
    return shards
  }

  /// Subwords of both sides of a pair, without bos and eos.
  package func lengths(_ pair: Int) -> (source: Int, target: Int) {
    withShard(of: pair) { ($0.sourceLength($1), $0.targetLength($1)) }
  }

  /// Source subwords of a pair, without eos. O(log shards), as the three below.
  package func sourceLength(_ pair: Int) -> Int { withShard(of: pair) { $0.sourceLength($1) } }

  /// Target subwords of a pair, without bos and eos.
  package func targetLength(_ pair: Int) -> Int { withShard(of: pair) { $0.targetLength($1) } }

  /// Source ids of a pair, without eos.
  package func source(_ pair: Int) -> [Int32] { withShard(of: pair) { $0.source($1) } }

  /// Target ids of a pair, without bos and eos.
  package func target(_ pair: Int) -> [Int32] { withShard(of: pair) { $0.target($1) } }

  /// Bytes of the mapped files, those of the sampled encodings with them.
  package var byteCount: Int { shards.reduce(sampled?.set.byteCount ?? 0) { $0 + $1.byteCount } }

  /// Gives back the pages that pairs were read through, so that a pass over the set does not keep all of it in memory.
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

/// N sampled encodings of each pair of a set: sample k of pair p is p · N + k in a set of its own.
package struct SampledEncodings: Sendable {
  /// N.
  package let perPair: Int
  package let set: ShardSet

  package init(perPair: Int, set: ShardSet) {
    self.perPair = perPair
    self.set = set
  }

  /// Where in `set` sample `number` (from 0) of a pair stands.
  package func index(pair: Int, number: Int) -> Int {
    precondition(number >= 0 && number < perPair, "SampledEncodings: sample \(number) of \(perPair)")
    return pair * perPair + number
  }
}
