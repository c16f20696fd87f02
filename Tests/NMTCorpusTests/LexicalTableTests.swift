import NMTCorpus
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// Model 1 in plain loops and double precision: all pairs of subwords, the empty word 0 in each source.
private func modelOne(
  _ pairs: [(source: [Int32], target: [Int32])], vocabulary: Int, iterations: Int
) -> [[Double]] {
  var t = [[Double]](repeating: [Double](repeating: 0, count: vocabulary), count: vocabulary)
  for (source, target) in pairs { for e in [0] + source { for f in target { t[Int(e)][Int(f)] = 1 } } }
  for e in 0..<vocabulary {
    let total = t[e].reduce(0, +)
    if total > 0 { t[e] = t[e].map { $0 / total } }
  }
  for _ in 0..<iterations {
    var counts = [[Double]](repeating: [Double](repeating: 0, count: vocabulary), count: vocabulary)
    for (source, target) in pairs {
      for f in target {
        let total = ([0] + source).reduce(0) { $0 + t[Int($1)][Int(f)] }
        for e in [0] + source { counts[Int(e)][Int(f)] += t[Int(e)][Int(f)] / total }
      }
    }
    for e in 0..<vocabulary {
      let total = counts[e].reduce(0, +)
      if total > 0 { t[e] = counts[e].map { $0 / total } }
    }
  }
  return t
}

@Suite struct LexicalTableTests {
  private let directory = TemporaryDirectory()
  private static let vocabulary = 40

  private func set(_ pairs: [(source: [Int32], target: [Int32])]) throws -> ShardSet {
    let path = directory.file("a.shard")
    try DurableFile.write(to: path) { sink in
      var writer = try ShardWriter(
        sourceVocabulary: Self.vocabulary, targetVocabulary: Self.vocabulary, into: &sink)
      for pair in pairs { try writer.append(source: pair.source, target: pair.target, to: &sink) }
      try writer.finish(&sink)
    }
    return try ShardSet(paths: [path], sourceVocabulary: Self.vocabulary, targetVocabulary: Self.vocabulary)
  }

  private func learn(_ set: ShardSet, threads: Int, iterations: Int = 6) throws -> LexicalTable {
    try LexicalTable(
      set, pairs: Array(0..<set.count), sourceVocabulary: Self.vocabulary, targetVocabulary: Self.vocabulary,
      iterations: iterations, threads: threads)
  }

  /// Source word e becomes target word e + 10, in any order, with a word 39 that nobody says in the source.
  private var pairs: [(source: [Int32], target: [Int32])] {
    var generator = SplitMix64(seed: 5)
    return (0..<200).map { _ in
      let source = (0...generator.next(below: 6)).map { _ in Int32(4 + generator.next(below: 20)) }
      return (source, source.reversed().map { $0 + 10 } + [39])
    }
  }

  @Test func equalsThePlainLoops() throws {
    let table = try learn(try set(pairs), threads: 2)
    let expected = modelOne(pairs, vocabulary: Self.vocabulary, iterations: 6)
    var entries = 0
    for source in 0..<Self.vocabulary {
      for place in table.offsets[source]..<table.offsets[source + 1] {
        let wanted = expected[source][Int(table.targets[place])]
        #expect(abs(Double(table.probabilities[place]) - wanted) < 1e-5)
        entries += 1
      }
    }
    #expect(entries == expected.joined().reduce(0) { $0 + ($1 > 0 ? 1 : 0) })
    for source in Int32(4)..<24 {
      #expect(table.best(Int(source), count: 1, threshold: 0.1) == [source + 10])
    }
    #expect(table.best(0, count: 1, threshold: 0.1) == [39])
  }

  @Test func threadsChangeNoBit() throws {
    let set = try set(pairs)
    let one = try learn(set, threads: 1)
    for threads in [2, 3, 7] {
      let other = try learn(set, threads: threads)
      #expect(one.targets == other.targets && one.offsets == other.offsets)
      #expect(one.probabilities == other.probabilities)
    }
  }

  @Test func noPairsAndEmptySides() throws {
    let table = try learn(try set([([], [5]), ([6], []), ([], [])]), threads: 2)
    #expect(table.best(6, count: 5, threshold: 0).isEmpty)
    #expect(table.best(0, count: 5, threshold: 0) == [5])
  }
}
