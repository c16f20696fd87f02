package import NMTSystem

/// Writes one part (`train` or `validation`) of a data directory: reads, encodes on several threads, drops duplicates,
/// fills shards. Memory: a few chunks of lines per thread, the index of one shard (and of its samples' shard), and the
/// duplicate filter.
package struct PartWriter {
  package var name: String
  package var inputs: [PairInput]
  package var encoder: PairEncoder
  /// Sampled encodings per pair, N.
  package var samplesPerPair = 0
  package var sourceVocabulary: Int
  package var targetVocabulary: Int
  /// Nil keeps duplicates.
  package var duplicates: DuplicateFilter?
  package var threads: Int
  package var directory: String

  /// Writes the shards and returns their records, with the counts of the part.
  package func write(progress: Progress) throws -> (part: Manifest.Part, files: [Manifest.DataFileRecord]) {
    let reader = PairReader(inputs)
    let workers = try OrderedWorkers(threads: threads, transform: encoder.encode, produce: reader.nextChunk)
    var pairs = KeptPairs(workers: workers, duplicates: duplicates, progress: progress)
    var part = Manifest.Part(inputs: [], counts: PairCounts(), shards: [])
    part.sampled = samplesPerPair > 0 ? Manifest.Sampled(perPair: samplesPerPair) : nil
    var files: [Manifest.DataFileRecord] = []
    repeat {
      files += try writeShards(&part, &pairs)
    } while try pairs.hasNext()
    part.inputs = reader.records
    part.counts = pairs.counts
    precondition(
      part.counts.read == reader.count && part.counts.kept + part.counts.droppedTotal == part.counts.read)
    return (part, files)
  }

  /// Writes the next shard and, if pairs are sampled, the shard of their samples. Both are written in one pass, so that
  /// the text is read once.
  private func writeShards(_ part: inout Manifest.Part, _ pairs: inout KeptPairs) throws -> [Manifest.DataFileRecord] {
    let number = String(part.shards.count)
    let suffix = "-\(String(repeating: "0", count: max(0, 5 - number.utf8.count)))\(number).shard"
    var records: [Manifest.DataFileRecord] = []
    records.append(
      try writeShard(name + suffix) { writer, sink in
        guard var sampled = part.sampled else { return try copy(&pairs, to: &writer, &sink) { _ in } }
        let record = try writeShard(DataDirectory.samplesPrefix(name) + suffix) { sampleWriter, sampleSink in
          try copy(&pairs, to: &writer, &sink) { pair in
            try Self.append(pair, to: &sampleWriter, &sampleSink, counts: &sampled)
          }
        }
        records.append(record)
        sampled.shards.append(record.name)
        part.sampled = sampled
      })
    part.shards.append(name + suffix)
    return records
  }

  private func writeShard(
    _ file: String, fill: (inout ShardWriter, inout ByteSink) throws -> Void
  ) throws -> Manifest.DataFileRecord {
    var record = Manifest.DataFileRecord(name: file, bytes: 0, sha256: "")
    try DurableFile.write(to: "\(directory)/\(file)") { sink in
      var writer = try ShardWriter(
        sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary, into: &sink)
      try fill(&writer, &sink)
      try writer.finish(&sink)
      record.bytes = sink.byteCount
      record.sha256 = sink.sha256Hex
    }
    return record
  }

  /// Fills a shard with the next pairs and also passes each to `body`.
  private func copy(
    _ pairs: inout KeptPairs, to writer: inout ShardWriter, _ sink: inout ByteSink,
    _ body: (EncodedPair) throws -> Void
  ) throws {
    while !writer.isFull, let pair = try pairs.next() {
      try writer.append(source: pair.source, target: pair.target, to: &sink)
      try body(pair)
    }
  }

  private static func append(
    _ pair: EncodedPair, to writer: inout ShardWriter, _ sink: inout ByteSink, counts: inout Manifest.Sampled
  ) throws {
    for (source, target) in zip(pair.samples.sources, pair.samples.targets) {
      try writer.append(source: source, target: target, to: &sink)
      counts.sourceTokens += source.count
      counts.targetTokens += target.count
    }
    counts.tooLong += pair.tooLongSamples
  }
}

/// Iterates over the encoded pairs without duplicates, and counts them.
private struct KeptPairs {
  let workers: OrderedWorkers<[RawPair], EncodedChunk>
  var duplicates: DuplicateFilter?
  let progress: Progress
  var counts = PairCounts()
  private var chunk: [EncodedPair] = []
  private var position = 0
  /// Pair found by `hasNext` but not yet returned by `next`.
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

  /// The next pair that is not a duplicate. Queries the filter once per pair.
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
