import NMTSystem
package import NMTText

/// A kept pair on its way into a shard.
package struct EncodedPair: Sendable, Equatable {
  package var source: [Int32]
  package var target: [Int32]
  /// The N sampled encodings of the pair; empty if nothing is sampled.
  package var samples = ParallelBatch(sources: [], targets: [])
  /// Samples that were too long and were replaced by the plain encoding.
  package var tooLongSamples = 0
  /// Hash of both sides' normalized bytes, for the duplicate filter.
  package var hash: UInt64 = 0
  /// Whether invalid UTF-8 was replaced.
  package var isRepaired = false
}

/// Result for one chunk of raw pairs: the pairs that passed every filter but the duplicate filter, in order, and the
/// reasons why the others were dropped.
package struct EncodedChunk: Sendable {
  package var pairs: [EncodedPair] = []
  package var dropped: [DropReason] = []
}

/// Encodes and filters raw pairs. A pure function of its input: it can run on any thread, in any order.
package struct PairEncoder: Sendable {
  private let pipeline: TextPipeline
  private let filters: PairFilters
  private let judge: PairJudge
  /// Nil if nothing is sampled.
  private let regularization: SubwordRegularization?
  /// False for validation, where every pair is kept.
  private let isFiltering: Bool
  private let inputs: [PairInput]

  /// - Throws: `Failure(.usage)` if scripts are checked and a side has none.
  package init(
    pipeline: TextPipeline, filters: PairFilters, regularization: SubwordRegularization? = nil, isFiltering: Bool,
    inputs: [PairInput]
  ) throws {
    self.pipeline = pipeline
    self.filters = filters
    self.regularization = regularization
    judge = PairJudge(try FilterContext(filters, pipeline.options))
    self.isFiltering = isFiltering
    self.inputs = inputs
  }

  /// - Throws: `Failure(.badData)` for a line that is not UTF-8 under `.fail`.
  package func encode(_ raw: [RawPair]) throws -> EncodedChunk {
    var chunk = EncodedChunk()
    for pair in raw {
      switch try isFiltering ? judged(pair) : .kept(encodeUnjudged(pair)) {
      case .kept(let encoded): chunk.pairs.append(encoded)
      case .dropped(let reason): chunk.dropped.append(reason)
      }
    }
    return chunk
  }

  private enum Verdict {
    case kept(EncodedPair)
    case dropped(DropReason)
  }

  /// Applies the rules state by state: text is normalized and split into subwords only after passing all earlier
  /// checks.
  private func judged(_ raw: RawPair) throws -> Verdict {
    if let reason = judge.reason(toDrop: raw) { return .dropped(reason) }
    let text = try decode(raw)
    if let reason = judge.reason(toDrop: text) { return .dropped(reason) }
    let source = pipeline.normalize(text.source, side: .source)
    let target = pipeline.normalize(text.target, side: .target)
    if let reason = judge.reason(toDropNormalized: source, target) { return .dropped(reason) }
    var encoded = EncodedPair(
      source: pipeline.encode(normalized: source, side: .source),
      target: pipeline.encode(normalized: target, side: .target), isRepaired: text.isRepaired)
    if let reason = judge.reason(toDropSubwords: encoded.source.count, encoded.target.count) { return .dropped(reason) }
    encoded.hash = DuplicateFilter.hash(source: source.utf8, target: target.utf8)
    if let regularization { addSamples(regularization, source, target, place: (raw.input, raw.line), to: &encoded) }
    return .kept(encoded)
  }

  /// Samples both normalized sides. The plain encoding replaces a sample that is longer than a plain side may be.
  private func addSamples(
    _ regularization: SubwordRegularization, _ source: String, _ target: String, place: (input: Int, line: Int),
    to encoded: inout EncodedPair
  ) {
    var samples = ParallelBatch(
      sources: regularization.encodings(
        of: source, .source, plain: encoded.source, pipeline: pipeline, place: place),
      targets: regularization.encodings(
        of: target, .target, plain: encoded.target, pipeline: pipeline, place: place))
    for sample in 0..<samples.count
    where max(samples.sources[sample].count, samples.targets[sample].count) > filters.maximumLength {
      (samples.sources[sample], samples.targets[sample]) = (encoded.source, encoded.target)
      encoded.tooLongSamples += 1
    }
    encoded.samples = samples
  }

  /// Encodes validation text, which is always kept: line N of the shard must be line N of the text that BLEU is
  /// computed on.
  private func encodeUnjudged(_ raw: RawPair) throws -> EncodedPair {
    guard raw.hasBothColumns else {
      throw Failure(
        .badData, "too few columns", at: PairReader.place(of: raw, isSource: true, in: inputs),
        expected: "the columns that --columns names", remedy: "correct the line or --columns")
    }
    let text = try decode(raw)
    return EncodedPair(
      source: pipeline.encodeSource(text.source), target: pipeline.encodeTarget(text.target),
      isRepaired: text.isRepaired)
  }

  private func decode(_ raw: RawPair) throws -> DecodedPair {
    let policy: InvalidUTF8Policy = filters.invalidUTF8 == .fail ? .fail : .replace
    var repairs = 0
    let source = try decodeUTF8(
      raw.source, policy: policy, place: { PairReader.place(of: raw, isSource: true, in: inputs) }, counter: &repairs)
    let target = try decodeUTF8(
      raw.target, policy: policy, place: { PairReader.place(of: raw, isSource: false, in: inputs) }, counter: &repairs)
    return DecodedPair(
      source: source, target: target, longestSide: max(raw.source.count, raw.target.count), isRepaired: repairs > 0)
  }
}
