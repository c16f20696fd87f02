import NMTSystem
import NMTText

/// Pairs of a corpus for repeated passes by several threads.
struct PairSample: Sendable {
  let set: ShardSet
  let pairs: [Int]
  let threads: Int

  /// Sums of integers over all pairs; the same for any number of threads.
  func sum<Number: FixedWidthInteger & Sendable>(
    counters: Int,
    _ add: @escaping @Sendable ((source: [Int32], target: [Int32]), UnsafeMutableBufferPointer<Number>) -> Void
  ) -> [Number] {
    let total = Locked([Number](repeating: 0, count: counters))
    let workers = max(1, min(threads, pairs.count))
    forEachParallel(count: workers, threads: workers) { worker in
      var own = [Number](repeating: 0, count: counters)
      own.withUnsafeMutableBufferPointer { counts in
        for index in stride(from: worker, to: pairs.count, by: workers) { add(pair(index), counts) }
      }
      total.withLock { total in
        for index in own.indices { total[index] &+= own[index] }
      }
    }
    set.release()
    return total.withLock { $0 }
  }

  /// Source subwords with the empty word in front, and target subwords.
  private func pair(_ index: Int) -> (source: [Int32], target: [Int32]) {
    ([Vocabulary.pad] + set.source(pairs[index]), set.target(pairs[index]))
  }

  /// Number of pairs in which each subword occurs.
  func occurrences(sourceVocabulary: Int, targetVocabulary: Int) -> (source: [UInt32], target: [UInt32]) {
    let counts: [UInt32] = sum(counters: sourceVocabulary + targetVocabulary) { pair, counts in
      for id in Set(pair.source) { counts[Int(id)] += 1 }
      for id in Set(pair.target) { counts[sourceVocabulary + Int(id)] += 1 }
    }
    return (Array(counts[..<sourceVocabulary]), Array(counts[sourceVocabulary...]))
  }

  /// Number of pairs in which each of `sources` occurs together with each target subword, `[sources.count, V]`.
  func together(sources: Range<Int>, targetVocabulary: Int) -> [UInt32] {
    sum(counters: sources.count * targetVocabulary) { pair, counts in
      let targets = Set(pair.target)
      for source in Set(pair.source) where sources.contains(Int(source)) {
        let row = (Int(source) - sources.lowerBound) * targetVocabulary
        for target in targets { counts[row + Int(target)] += 1 }
      }
    }
  }
}

extension Shortlist {
  /// Learns a shortlist from the pairs of a data directory.
  init(
    learnedFrom set: ShardSet, options: ShortlistOptions, sourceVocabulary: Int, targetVocabulary: Int,
    sharesVocabulary: Bool, threads: Int
  ) throws {
    // Evenly spaced over the corpus, which may be sorted by source or topic.
    let count = min(set.count, options.pairs)
    let pairs = (0..<count).map { Int(UInt64($0) * UInt64(set.count) / UInt64(count)) }
    let table = try LexicalTable(
      set, pairs: pairs, sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary,
      iterations: options.iterations, threads: threads)
    let seen = PairSample(set: set, pairs: pairs, threads: threads)
      .occurrences(sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary).target
    let frequent = seen.indices.filter { seen[$0] > 0 }.sorted { (seen[$1], $0) < (seen[$0], $1) }
    self.init(
      targetVocabulary: targetVocabulary, sharesVocabulary: sharesVocabulary,
      frequent: frequent.prefix(options.frequent).map { Int32($0) },
      likely: (0..<sourceVocabulary).map {
        table.best($0, count: options.best, threshold: options.threshold)
      })
  }
}
