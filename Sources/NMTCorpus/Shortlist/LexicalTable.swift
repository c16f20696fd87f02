import Foundation
import NMTSystem
import NMTText

/// t(f | e) of IBM Model 1 (Brown et al. 1993, section 4.1) on subwords, for target subwords f that occur with a source
/// subword e often enough to matter.
///
/// Source id 0, the padding, represents the empty word at the start of every sentence. Memory does not grow with the
/// corpus: a source subword keeps `LexicalTable.candidates` target subwords. Counts are fixed-point sums, which do not
/// depend on the order of additions and therefore not on the number of threads.
package struct LexicalTable {
  /// Target subwords kept per source subword.
  private static let candidates = 192
  /// Counters per pass over the pairs.
  private static let countersAtOnce = 1 << 24
  private static let one = 4_294_967_296.0

  /// Start of each source subword's entries, and the end.
  package private(set) var offsets: [Int] = [0]
  /// Target ids, ascending within a source subword.
  package private(set) var targets: [Int32] = []
  /// Translation probabilities t(f | e).
  package private(set) var probabilities: [Float] = []

  /// - Parameters:
  ///   - pairs: indices into `set`.
  /// - threads: number of threads; does not affect the result.
  package init(
    _ set: ShardSet, pairs: [Int], sourceVocabulary: Int, targetVocabulary: Int, iterations: Int, threads: Int
  ) throws {
    let corpus = PairSample(set: set, pairs: pairs, threads: max(1, threads))
    try select(corpus, sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary)
    for _ in 0..<iterations {
      try StopRequest.check()
      maximize(expectedCounts(corpus, targetVocabulary: targetVocabulary))
    }
  }

  /// Entries of a source subword, most probable first; the lower id breaks ties.
  package func best(_ source: Int, count: Int, threshold: Double) -> [Int32] {
    let range = offsets[source]..<offsets[source + 1]
    return range.filter { Double(probabilities[$0]) >= threshold }
      .sorted { (probabilities[$1], targets[$0]) < (probabilities[$0], targets[$1]) }
      .prefix(count).map { targets[$0] }
  }

  // MARK: Which entries there are

  /// Keeps for each source subword the targets with the highest Dice coefficient (Dice 1945), with equal initial
  /// probabilities. Processes as many source subwords per pass as the counters allow.
  private mutating func select(_ corpus: PairSample, sourceVocabulary: Int, targetVocabulary: Int) throws {
    let seen = corpus.occurrences(sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary)
    let rows = max(1, Self.countersAtOnce / targetVocabulary)
    for first in stride(from: 0, to: sourceVocabulary, by: rows) {
      try StopRequest.check()
      let block = first..<min(first + rows, sourceVocabulary)
      let counts = corpus.together(sources: block, targetVocabulary: targetVocabulary)
      for source in block {
        let row = counts[
          (source - block.lowerBound) * targetVocabulary..<(source - block.lowerBound + 1) * targetVocabulary]
        let found = row.indices.filter { row[$0] > 0 }.map { index -> (id: Int32, score: Double) in
          let id = index - row.startIndex
          return (Int32(id), Double(row[index]) / Double(seen.source[source] + seen.target[id]))
        }
        let kept = found.sorted { ($1.score, $0.id) < ($0.score, $1.id) }.prefix(Self.candidates).map(\.id).sorted()
        targets += kept
        probabilities += [Float](repeating: 1 / Float(max(1, kept.count)), count: kept.count)
        offsets.append(targets.count)
      }
    }
  }

  // MARK: EM

  /// E step: distributes each target subword of a pair over the pair's source subwords and the empty word in proportion
  /// to t.
  private func expectedCounts(_ corpus: PairSample, targetVocabulary: Int) -> [UInt64] {
    corpus.sum(counters: targets.count) { pair, counts in
      let (sources, words) = (pair.source, pair.target)
      var places = [Int](repeating: -1, count: sources.count)
      for word in words {
        var total: Float = 0
        for (position, source) in sources.enumerated() {
          places[position] = place(of: word, in: Int(source))
          if places[position] >= 0 { total += probabilities[places[position]] }
        }
        guard total > 0 else { continue }
        for place in places where place >= 0 {
          counts[place] &+= UInt64(Double(probabilities[place]) / Double(total) * Self.one)
        }
      }
    }
  }

  /// M step: t(f | e) = expected count of (e, f) / expected count of e.
  private mutating func maximize(_ counts: [UInt64]) {
    for source in 0..<offsets.count - 1 {
      let range = offsets[source]..<offsets[source + 1]
      let total = counts[range].reduce(0) { $0 + Double($1) }
      guard total > 0 else { continue }
      for place in range { probabilities[place] = Float(Double(counts[place]) / total) }
    }
  }

  /// Index of a target's entry in a source subword's row, or −1; binary search.
  private func place(of target: Int32, in source: Int) -> Int {
    var (low, high) = (offsets[source], offsets[source + 1])
    while low < high {
      let middle = (low + high) / 2
      if targets[middle] < target { low = middle + 1 } else { high = middle }
    }
    return low < offsets[source + 1] && targets[low] == target ? low : -1
  }
}
