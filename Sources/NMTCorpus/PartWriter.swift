import NMTSystem

/// Writes one part (`train` or `validation`) of a data directory: reads, encodes on several threads, drops duplicates,
/// fills shards. Memory: a few chunks of lines for each thread, one shard's index, and the duplicate filter.
package struct PartWriter {
  package var name: String
  package var inputs: [PairInput]
  package var encoder: PairEncoder
  package var sourceVocabulary: Int
  package var targetVocabulary: Int
  /// Nil keeps duplicates.
  package var duplicates: DuplicateFilter?
  package var threads: Int
  package var directory: String

  /// Writes the shards and tells what became of the pairs.
  package func write(progress: Progress) throws -> (part: Manifest.Part, files: [Manifest.FileRecord]) {
    let reader = PairReader(inputs)
    let workers = OrderedWorkers(threads: threads, transform: encoder.encode, produce: reader.nextChunk)
    var pairs = KeptPairs(workers: workers, duplicates: duplicates, progress: progress)
    var files: [Manifest.FileRecord] = []
    repeat {
      files.append(try writeShard(number: files.count, &pairs))
    } while try pairs.hasNext()
    let counts = pairs.counts
    precondition(counts.read == reader.count && counts.kept + counts.droppedTotal == counts.read)
    return (Manifest.Part(inputs: reader.records, counts: counts, shards: files.map(\.name)), files)
  }

  private func writeShard(number: Int, _ pairs: inout KeptPairs) throws -> Manifest.FileRecord {
    let digits = String(number)
    let file = "\(name)-\(String(repeating: "0", count: max(0, 5 - digits.utf8.count)))\(digits).shard"
    var record = Manifest.FileRecord(name: file, bytes: 0, sha256: "")
    try DurableFile.write(to: "\(directory)/\(file)") { sink in
      var writer = try ShardWriter(
        sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary, into: &sink)
      while !writer.isFull, let pair = try pairs.next() {
        try writer.append(source: pair.source, target: pair.target, to: &sink)
      }
      try writer.finish(&sink)
      record.bytes = sink.byteCount
      record.sha256 = sink.sha256Hex
    }
    return record
  }
}

/// The encoded pairs one by one, without duplicates, counted.
private struct KeptPairs {
  let workers: OrderedWorkers<[RawPair], EncodedChunk>
  var duplicates: DuplicateFilter?
  let progress: Progress
  var counts = PairCounts()
  private var chunk: [EncodedPair] = []
  private var position = 0
  /// The pair that `hasNext` has found and `next` has not given yet.
  private var upcoming: EncodedPair?

  init(workers: OrderedWorkers<[RawPair], EncodedChunk>, duplicates: DuplicateFilter?, progress: Progress) {
    self.workers = workers
    self.duplicates = duplicates
    self.progress = progress
  }

  mutating func hasNext() throws -> Bool {
    if upcoming == nil { upcoming = try find() }
    return upcoming != nil
  }

  mutating func next() throws -> EncodedPair? {
    guard try hasNext(), let pair = upcoming else { return nil }
    upcoming = nil
    counts.keep(source: pair.source.count, target: pair.target.count)
    if pair.isRepaired { counts.repairedUTF8 += 1 }
    if pair.source.isEmpty || pair.target.isEmpty { counts.emptyKept += 1 }
    return pair
  }

  /// The next pair that is no duplicate. Asks the filter about each pair once.
  private mutating func find() throws -> EncodedPair? {
    while true {
      while position < chunk.count {
        let pair = chunk[position]
        position += 1
        if duplicates?.isDuplicate(pair.hash) != true { return pair }
        counts.drop(.duplicate)
      }
      guard let following = try workers.next() else {
        counts.notRemembered = duplicates?.forgotten ?? 0
        return nil
      }
      for reason in following.dropped { counts.drop(reason) }
      progress.advance(by: following.pairs.count + following.dropped.count)
      (chunk, position) = (following.pairs, 0)
    }
  }
}
