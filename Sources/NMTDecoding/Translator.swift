import Foundation
import NMTModels
import NMTSystem
import NMTText

/// Text in, text out: the library's face, and what `nmt-translate` and training's validation call.
///
/// Any number of tasks may use one translator at once. A line's translation depends on the line, the model and the
/// search options alone: not on the lines around it, the batch size or the number of threads.
public final class Translator: Sendable {
  public let options: TranslationOptions
  public let model: Seq2SeqModel
  public let pipeline: TextPipeline
  /// Longest source in subwords that goes through the model in one piece.
  public let maximumSourceLength: Int
  private let splitter: SentenceSplitter
  private let workspaces: WorkspacePool

  /// Loads a model directory. Damage is a `Failure(.badData)` that names the file.
  public convenience init(modelDirectory: URL, options: TranslationOptions = TranslationOptions()) throws {
    let (model, pipeline, config) = try ModelDirectory.load(modelDirectory.path, precision: options.precision)
    var options = options
    options.maximumSourceLength = options.maximumSourceLength ?? config.provenance.maximumSourceLength
    try self.init(model: model, pipeline: pipeline, options: options)
  }

  /// Translates with a model in memory. While its weights are being changed nobody may translate.
  public init(
    model: Seq2SeqModel, pipeline: TextPipeline, options: TranslationOptions = TranslationOptions()
  ) throws {
    try options.validate()
    self.model = model
    self.pipeline = pipeline
    self.options = options
    maximumSourceLength = max(1, options.maximumSourceLength ?? 200)
    workspaces = WorkspacePool(model)
    splitter = try SentenceSplitter(locale: pipeline.options.sourceLanguage)
  }

  /// One translation a line, in order. Blank lines come back as they are.
  public func translate(_ lines: [String]) throws -> [Translation] {
    let sources = try mapParallel(count: lines.count, threads: options.threads) { line in
      SourceLine(lines[line], pipeline: pipeline, splitter: splitter, limit: maximumSourceLength)
    }
    let found = try search(sources.flatMap(\.pieces))
    var next = 0
    return sources.map { source in
      let range = next..<next + source.pieces.count
      next = range.upperBound
      return assemble(source, found[range])
    }
  }

  /// log P(target | source) of each pair, with that of every target subword and the end of sentence.
  public func forcedScores(_ pairs: [(source: String, target: String)]) throws -> [ForcedScore] {
    let sources = try mapParallel(count: pairs.count, threads: options.threads) {
      pipeline.encodeSource(pairs[$0].source)
    }
    let targets = try mapParallel(count: pairs.count, threads: options.threads) {
      pipeline.encodeTarget(pairs[$0].target)
    }
    let scores = try inBatches(lengths: zip(sources, targets).map { max($0.count, $1.count) }) { batch, workspace in
      let decoder = ModelStepDecoder(model, sources: batch.map { sources[$0] }, workspace: workspace)
      return forcedLogProbabilities(decoder, targets: batch.map { targets[$0] })
    }
    return pairs.indices.map {
      ForcedScore(sourceTokens: sources[$0], targetTokens: targets[$0], tokenLogProbabilities: scores[$0])
    }
  }

  /// Attention over a whole translation: of `target` if it is given, else of the model's own. Nil for a model without
  /// attention.
  public func attention(source: String, target: String? = nil) throws -> AttentionMap? {
    let tokens = pipeline.encodeSource(source)
    let wanted = try target.map { pipeline.encodeTarget($0) } ?? search([tokens])[0][0].tokens
    return workspaces.withWorkspace { workspace in
      var weights: [[Float]] = []
      let decoder = ModelStepDecoder(model, sources: [tokens], workspace: workspace)
      _ = forcedLogProbabilities(decoder, targets: [wanted]) { _, _, row in weights.append(row) }
      guard !weights.isEmpty else { return nil }
      let end = [Vocabulary.eos]
      return AttentionMap(
        sourcePieces: pipeline.sourcePieces(tokens + end), targetPieces: pipeline.targetPieces(wanted + end),
        weights: weights)
    }
  }

  /// The n best hypotheses of every piece.
  private func search(_ pieces: [[Int32]]) throws -> [[Hypothesis]] {
    try inBatches(lengths: pieces.map(\.count)) { batch, workspace in
      let decoder = ModelStepDecoder(model, sources: batch.map { pieces[$0] }, workspace: workspace)
      return NMTDecoding.search(decoder, options: options.search)
    }
  }

  /// Runs `body` on batches of indices of similar length, on all threads; results in the order of `lengths`.
  private func inBatches<Result: Sendable>(
    lengths: [Int], _ body: @Sendable ([Int], Workspace) throws -> [Result]
  ) throws -> [Result] {
    let batches = sourceBatches(lengths: lengths, tokens: options.batchTokens, threads: options.threads)
    let found = try mapParallel(count: batches.count, threads: options.threads) { index in
      try workspaces.withWorkspace { try body(batches[index], $0) }
    }
    var results = [Result?](repeating: nil, count: lengths.count)
    for (batch, batchResults) in zip(batches, found) {
      for (index, result) in zip(batch, batchResults) { results[index] = result }
    }
    return results.map { $0! }
  }

  /// A line's translation from those of its pieces.
  private func assemble(_ source: SourceLine, _ found: ArraySlice<[Hypothesis]>) -> Translation {
    guard !found.isEmpty else { return .unchanged(source.text) }
    let count = found.map(\.count).max()!
    let candidates = (0..<count).map { rank in
      candidate(zip(source.pieces, found).map { ($0, $1[min(rank, $1.count - 1)]) })
    }
    return Translation(
      candidates: candidates, sourceTokens: Array(source.pieces.joined()), pieceCount: source.pieces.count)
  }

  /// The pieces' hypotheses as one: texts with a space between them, scores added, positions counted on.
  private func candidate(_ pieces: [(source: [Int32], hypothesis: Hypothesis)]) -> TranslationCandidate {
    var pairs: [AlignedPair] = []
    var (sourceStart, targetStart) = (0, 0)
    for (source, hypothesis) in pieces {
      for (target, aligned) in hypothesis.aligned.enumerated() where (0..<source.count).contains(Int(aligned)) {
        pairs.append(AlignedPair(source: sourceStart + Int(aligned), target: targetStart + target))
      }
      sourceStart += source.count
      targetStart += hypothesis.tokens.count
    }
    return TranslationCandidate(
      text: pieces.map { pipeline.decodeTarget($0.hypothesis.tokens) }.joined(separator: " "),
      score: pieces.reduce(0) { $0 + $1.hypothesis.score },
      logProbability: pieces.reduce(0) { $0 + $1.hypothesis.logProbability },
      tokens: Array(pieces.map(\.hypothesis.tokens).joined()), alignment: pairs)
  }
}
