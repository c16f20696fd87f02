package import NMTModels
import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// Most subwords on either side of a pair to score, which the model processes in one piece.
  public static let scoredLengthLimit = 10_000

  /// Computes log P(target | source) of each pair, with that of every target subword and EOS.
  ///
  /// Blocks the calling thread; async code should use the variant with `await`.
  ///
  /// - Throws: a ``LineError`` for a pair with more than `scoredLengthLimit` subwords on a side; a `Failure` for lack
  ///   of memory or threads.
  public func score(_ pairs: [(source: String, target: String)]) throws -> [ForcedScore] {
    try scores(pairs, StopFlag()).get()
  }

  /// Scores of the pairs before the first one that is too long, and the error of that one.
  func scores(
    _ pairs: [(source: String, target: String)], _ stop: StopFlag
  ) throws -> PairScores {
    let (sources, targets) = try (
      mapParallel(count: pairs.count, threads: options.threads) { [pipeline] in
        try stop.check()
        return pipeline.encodeSource(pairs[$0].source)
      },
      mapParallel(count: pairs.count, threads: options.threads) { [pipeline] in
        try stop.check()
        return pipeline.encodeTarget(pairs[$0].target)
      }
    )
    let sizes = zip(sources, targets).map { max($0.count, $1.count) }
    let count = sizes.firstIndex { $0 > Self.scoredLengthLimit } ?? pairs.count
    let queue = searchQueue(Array(sources[..<count]), stop: stop)
    let found = try run(ForcedScoring(targets: targets), on: queue, shortlist: nil)
    let scores = (0..<count).map {
      ForcedScore(
        sourceTokens: sources[$0], targetTokens: targets[$0],
        tokenLogProbabilities: found[$0][0].tokenLogProbabilities, normalization: options.search.normalization)
    }
    guard count < pairs.count else { return PairScores(scores: scores, error: nil) }
    let failure = Failure(
      .badData, "the pair's longer side has \(formatCount(sizes[count])) subwords", at: "",
      expected: "at most \(formatCount(Self.scoredLengthLimit))", remedy: "score its sentences one by one")
    return PairScores(scores: scores, error: LineError(index: count, failure: failure))
  }

  /// Attention over a complete translation: of `target` if given, else of the translator's own.
  ///
  /// Blocks the calling thread; async code should use the variant with `await`.
  ///
  /// - Returns: nil for models without attention.
  /// - Throws: a `Failure`: `.badData` if a side has more than `scoredLengthLimit` subwords; `.operatingSystem` for
  ///   lack of memory.
  public func attention(source: String, target: String? = nil) throws -> AttentionMap? {
    try attention(source: source, target: target, StopFlag())
  }

  func attention(source: String, target: String?, _ stop: StopFlag) throws -> AttentionMap? {
    let (tokens, wanted) = try forcedPair(source, target, stop)
    let scoring = ForcedScoring(targets: [wanted], recordsAttention: true)
    let forced = try run(scoring, on: searchQueue([tokens], stop: stop), shortlist: nil)[0][0]
    let end = [Vocabulary.eos]
    let rows = (0...wanted.count).compactMap { forced.attention(of: $0).map(Array.init) }
    guard !rows.isEmpty else { return nil }
    return AttentionMap(
      sourcePieces: pipeline.sourcePieces(tokens + end), targetPieces: pipeline.targetPieces(wanted + end),
      weights: rows)
  }

  /// Gradient flow of the first model: how far the loss of the last word of `target` reaches back. Nil uses the
  /// translator's own translation.
  package func gradientFlow(source: String, target: String? = nil) throws -> GradientFlow {
    let (tokens, wanted) = try forcedPair(source, target, StopFlag())
    return try models[0].gradientFlow(source: tokens, target: wanted)
  }

  /// Subwords of both sides; if `target` is nil, those of the translator's own translation.
  private func forcedPair(
    _ source: String, _ target: String?, _ stop: StopFlag
  ) throws -> (source: [Int32], target: [Int32]) {
    let tokens = pipeline.encodeSource(source)
    let given = target.map { pipeline.encodeTarget($0) }
    let longest = max(tokens.count, given?.count ?? 0)
    guard longest <= Self.scoredLengthLimit else {
      throw Failure(
        .badData, "has \(formatCount(longest)) subwords", at: "",
        expected: "at most \(formatCount(Self.scoredLengthLimit))")
    }
    return (tokens, try given ?? search([tokens], [nil], options.search, stop)[0][0].tokens)
  }
}

/// Scores of the pairs before the first one that cannot be scored.
struct PairScores: Sendable {
  let scores: [ForcedScore]
  let error: LineError?

  func get() throws(LineError) -> [ForcedScore] {
    if let error { throw error }
    return scores
  }
}
