public import Foundation
import NMTModelStore
public import NMTModels
public import NMTSearch
import NMTSystem
import NMTTensor
public import NMTText

/// Text in, text out: the library's face, and what `nmt-translate` and training's validation call.
///
/// Any number of tasks may use one translator at once. A line's translation depends on the line, the models and the
/// search options alone: not on the lines around it, the batch size or the number of threads.
public final class Translator: Sendable {
  public let options: TranslationOptions
  /// One, or the members of an ensemble.
  package let models: [Seq2SeqModel]
  /// The same for all models.
  public let pipeline: TextPipeline
  /// Longest source in subwords that goes through the model in one piece.
  public let maximumSourceLength: Int
  let splitter: SourceSplitter
  /// Weights of the models, summing to one.
  private let shares: [Float]
  private let workspaces: WorkspacePool
  private let terminology: Terminology?
  private let unmetTerms = Locked(UnmetTerms())
  let targetText: TargetText
  /// Of the target language.
  let wordBoundaries: WordBoundaries
  /// Which target subwords a search may use; nil for all.
  package let shortlist: Shortlist?

  /// Loads a model directory. Damage is a `Failure(.badData)` that names the file.
  public convenience init(modelDirectory: URL, options: TranslationOptions = TranslationOptions()) throws {
    try self.init(modelDirectories: [modelDirectory], options: options)
  }

  /// Loads an ensemble: models of one vocabulary, whose distributions become one at each step.
  public convenience init(
    modelDirectories: [URL], options: TranslationOptions = TranslationOptions()
  ) throws {
    precondition(!modelDirectories.isEmpty, "Translator: no model directory")
    let loaded = try modelDirectories.map { try ModelDirectory.load($0.path, precision: options.precision) }
    for (other, directory) in zip(loaded, modelDirectories).dropFirst() {
      try requireSameText(
        loaded[0].pipeline, other.pipeline, at: directory.path, expected: modelDirectories[0].path)
    }
    var options = options
    options.maximumSourceLength =
      options.maximumSourceLength ?? loaded.compactMap { $0.config.provenance.maximumSourceLength }.min()
    let shortlist = try options.shortlist.shortlist(
      of: modelDirectories[0].path, loaded[0].config, loaded[0].pipeline,
      isInt8: loaded.contains { $0.model.parameters.isQuantized })
    try self.init(
      models: loaded.map(\.model), pipeline: loaded[0].pipeline, shortlist: shortlist, options: options)
  }

  /// Translates with a model in memory. While its weights are being changed nobody may translate.
  package convenience init(
    model: Seq2SeqModel, pipeline: TextPipeline, options: TranslationOptions = TranslationOptions()
  ) throws {
    try self.init(models: [model], pipeline: pipeline, options: options)
  }

  /// The same with an ensemble of models that were trained on this pipeline's ids.
  ///
  /// - Parameter shortlist: which target subwords searches may use, whatever `options.shortlist` says; nil for all.
  package init(
    models: [Seq2SeqModel], pipeline: TextPipeline, shortlist: Shortlist? = nil,
    options: TranslationOptions = TranslationOptions()
  ) throws {
    try options.validate()
    self.models = models
    self.pipeline = pipeline
    self.options = options
    self.shortlist = shortlist
    shares = try options.ensemble.shares(models.count)
    maximumSourceLength = max(1, options.maximumSourceLength ?? 200)
    workspaces = WorkspacePool(models)
    targetText = TargetText(pipeline)
    terminology = try options.terminology.map {
      try Terminology(path: $0.path, pipeline: pipeline, options: $0.options)
    }
    splitter = try SourceSplitter(pipeline, limit: maximumSourceLength, isDocument: options.isDocument)
    wordBoundaries = try WordBoundaries(locale: pipeline.options.targetLanguage)
  }

  /// One translation a line, in order. Blank lines come back as they are.
  public func translate(_ lines: [String]) throws -> [Translation] {
    try translate(lines.map { TranslationInput($0) })
  }

  /// The same under constraints. Those of a line that is translated in pieces are for its first piece; what is excluded is
  /// so in all.
  public func translate(_ lines: [TranslationInput]) throws -> [Translation] {
    if options.marks.isActive { return try translateMarked(lines) }
    let sources = try mapParallel(count: lines.count, threads: options.threads) { line in
      splitter.line(lines[line].text)
    }
    let constraints = try zip(lines, sources).flatMap { try self.constraints(of: $0, pieces: $1.pieces) }
    let found = try guardedSearch(sources.flatMap { $0.pieces.map(\.tokens) }, constraints)
    var next = 0
    return sources.map { source in
      let range = next..<next + source.pieces.count
      next = range.upperBound
      return translation(of: source, found[range])
    }
  }

  /// Terms that were not required so far.
  package var termsNotRequired: UnmetTerms { unmetTerms.withLock { $0 } }

  /// A line's constraints for each of its pieces, those of the piece's terms among them as far as there is room.
  ///
  /// - Parameter copied: phrases that are required of a piece if they are not too many. Such a line has a second reading
  ///   without them, which is the one whose terms are counted.
  func constraints(
    of input: TranslationInput, pieces: [SourcePiece], copied: [[RequiredPhrase]] = []
  ) throws -> [SentenceConstraints?] {
    var unmet = 0
    let found = try pieces.enumerated().map { number, piece -> SentenceConstraints? in
      var wanted = number == 0 ? input.constraints : LineConstraints(exclude: input.constraints.exclude)
      if let terminology {
        let terms = terminology.phrases(in: piece.text)
        let room = max(0, SentenceConstraints.phraseLimit - wanted.include.count)
        wanted.include += terms.prefix(room)
        unmet += max(0, terms.count - room)
      }
      if number < copied.count, wanted.include.count + copied[number].count <= SentenceConstraints.phraseLimit {
        wanted.include += copied[number]
      }
      return wanted.isEmpty ? nil : try sentenceConstraints(wanted, of: input)
    }
    if unmet > 0, copied.isEmpty { unmetTerms.withLock { $0.count(unmet) } }
    return found
  }

  /// - Throws: a `Failure` with the line's place, if it is known.
  private func sentenceConstraints(
    _ wanted: LineConstraints, of input: TranslationInput
  ) throws -> SentenceConstraints {
    do {
      guard wanted.include.isEmpty || options.search.sampling == nil else {
        throw Failure(
          .badConfiguration, "phrases cannot be required of samples", at: "sample", remedy: "search with a beam")
      }
      return try SentenceConstraints(wanted, text: targetText)
    } catch let failure as Failure where !input.place.isEmpty {
      throw Failure(
        failure.code, failure.what, at: "\(input.place): \(failure.place)", expected: failure.expected,
        remedy: failure.remedy)
    }
  }

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
    let sources = try mapParallel(count: pairs.count, threads: options.threads) {
      pipeline.encodeSource(pairs[$0].source)
    }
    let targets = try mapParallel(count: pairs.count, threads: options.threads) {
      pipeline.encodeTarget(pairs[$0].target)
    }
    let sizes = zip(sources, targets).map { max($0.count, $1.count) }
    let count = sizes.firstIndex { $0 > Self.scoredLengthLimit } ?? pairs.count
    let found = try run(ForcedScoring(targets: targets), on: Array(sources[..<count]), shortlist: nil)
    let scores = (0..<count).map {
      ForcedScore(
        sourceTokens: sources[$0], targetTokens: targets[$0],
        tokenLogProbabilities: found[$0][0].tokenLogProbabilities, normalisation: options.search.normalisation)
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
    let wanted = try target.map { pipeline.encodeTarget($0) } ?? search([tokens])[0][0].tokens
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
  public func gradientFlow(source: String, target: String? = nil) throws -> GradientFlow {
    let tokens = pipeline.encodeSource(source)
    let wanted = try target.map { pipeline.encodeTarget($0) } ?? search([tokens])[0][0].tokens
    return try models[0].gradientFlow(source: tokens, target: wanted)
  }

  /// The n best hypotheses of every piece, and what the guard says of them.
  func guardedSearch(
    _ pieces: [[Int32]], _ constraints: [SentenceConstraints?]
  ) throws -> [GuardedResult] {
    guard let guarding = options.guarding else {
      return try search(pieces, constraints).map { GuardedResult(hypotheses: $0, report: nil) }
    }
    let guarded = GuardedSearch(guarding: guarding, options: options.search) { numbers, rules in
      try self.search(numbers.map { pieces[$0] }, numbers.map { constraints[$0] }, rules)
    }
    return try guarded.run(pieces)
  }

  /// The n best hypotheses of every piece under these options, or the translator's own.
  private func search(
    _ pieces: [[Int32]], _ constraints: [SentenceConstraints?] = [], _ rules: SearchOptions? = nil
  ) throws -> [[Hypothesis]] {
    var rules = rules ?? options.search
    if options.marks.isActive { rules.alignment = true }
    if let sampling = rules.sampling {
      return try run(Sampling(options: rules, sampling: sampling), on: pieces, constraints, shortlist: shortlist)
    }
    return try run(BeamSearch(options: rules), on: pieces, constraints, shortlist: shortlist)
  }

  /// Lends a decoder over all target subwords to the calling thread.
  func withDecoder<Result>(_ body: (EnsembleDecoder) throws -> Result) rethrows -> Result {
    try workspaces.withWorkspaces {
      try body(EnsembleDecoder(models, workspaces: $0, shares: shares, mean: options.ensemble.mean))
    }
  }

  /// Runs a strategy on all sources, on all threads, which take from one queue; results in the order of `sources`.
  private func run<Strategy: SearchStrategy>(
    _ strategy: Strategy, on sources: [[Int32]], _ constraints: [SentenceConstraints?] = [], shortlist: Shortlist?
  ) throws -> [[Hypothesis]] {
    let queue = SearchQueue(
      sources.indices.map {
        SearchInput(index: $0, source: sources[$0], constraints: constraints.isEmpty ? nil : constraints[$0])
      })
    let threads = max(1, min(options.threads, sources.count))
    let room = min(options.searchedTokens, (queue.totalTokens + threads - 1) / threads)
    let results = Locked([[Hypothesis]](repeating: [], count: sources.count))
    try forEachParallel(count: threads, threads: threads) { _ in
      workspaces.withWorkspaces { workspaces in
        let decoder = EnsembleDecoder(
          models, workspaces: workspaces, shares: shares, mean: options.ensemble.mean, shortlist: shortlist)
        SearchLoop(decoder, strategy, room: room).run(queue) { index, hypotheses in
          results.withLock { $0[index] = hypotheses }
        }
      }
    }
    return results.withLock { $0 }
  }
}
