package import NMTModels
import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// Subwords that either side of a pair to score may have: it goes through the model in one piece.
  public static let scoredLengthLimit = 10_000

  /// log P(target | source) of each pair, with that of every target subword and the end of sentence. A pair of which a side
  /// has more than `scoredLengthLimit` subwords is a `Failure(.badData)` that names its number.
  public func forcedScores(_ pairs: [(source: String, target: String)]) throws -> [ForcedScore] {
    let (scores, failure) = try forcedScores(pairs) { "pair \($0 + 1)" }
    if let failure { throw failure }
    return scores
  }

  /// The scores of the pairs before the first one that is too long, and what is to be said of that one.
  ///
  /// - Parameter place: of a pair, by its index.
  func forcedScores(
    _ pairs: [(source: String, target: String)], place: (Int) -> String
  ) throws -> (scores: [ForcedScore], failure: Failure?) {
    let sources = mapParallel(count: pairs.count, threads: options.threads) {
      pipeline.encodeSource(pairs[$0].source)
    }
    let targets = mapParallel(count: pairs.count, threads: options.threads) {
      pipeline.encodeTarget(pairs[$0].target)
    }
    let sizes = zip(sources, targets).map { max($0.count, $1.count) }
    let count = sizes.firstIndex { $0 > Self.scoredLengthLimit } ?? pairs.count
    let found = try run(ForcedScoring(targets: targets), on: Array(sources[..<count]), shortlist: nil)
    let scores = (0..<count).map {
      ForcedScore(
        sourceTokens: sources[$0], targetTokens: targets[$0],
        tokenLogProbabilities: found[$0][0].tokenLogProbabilities, normalization: options.search.normalization)
    }
    guard count < pairs.count else { return (scores, nil) }
    let failure = Failure(
      .badData, "the pair's longer side has \(formatCount(sizes[count])) subwords", at: place(count),
      expected: "\(formatCount(Self.scoredLengthLimit)) at most", remedy: "score its sentences one by one")
    return (scores, failure)
  }

  /// Attention over a whole translation: of `target` if it is given, else of the translator's own. Nil for models without
  /// attention.
  public func attention(source: String, target: String? = nil) throws -> AttentionMap? {
    let tokens = pipeline.encodeSource(source)
    let wanted = try target.map { pipeline.encodeTarget($0) } ?? search([tokens], [nil], options.search)[0][0].tokens
    let scoring = ForcedScoring(targets: [wanted], recordsAttention: true)
    let forced = try run(scoring, on: [tokens], shortlist: nil)[0][0]
    let end = [Vocabulary.eos]
    let rows = (0...wanted.count).compactMap { forced.attention(of: $0).map(Array.init) }
    guard !rows.isEmpty else { return nil }
    return AttentionMap(
      sourcePieces: pipeline.sourcePieces(tokens + end), targetPieces: pipeline.targetPieces(wanted + end),
      weights: rows)
  }

  /// How far the loss of the last word of `target` reaches back in the first model; of the translator's own translation where
  /// nil.
  package func gradientFlow(source: String, target: String? = nil) throws -> GradientFlow {
    let tokens = pipeline.encodeSource(source)
    let wanted = try target.map { pipeline.encodeTarget($0) } ?? search([tokens], [nil], options.search)[0][0].tokens
    return try models[0].gradientFlow(source: tokens, target: wanted)
  }
}
