import NMTSearch
import NMTSystem
import NMTText

/// Assists someone who is typing a translation: completes the text, and offers alternatives at the cursor.
///
/// Interactive prediction as in Knowles & Koehn 2016, "Neural interactive translation prediction": a search constrained
/// by the prefix, letter by letter, also inside a word. The encoder states of recent sources are cached, so that later
/// requests for a source only decode. Any number of tasks may use it at once.
public final class InteractiveTranslator: Sendable {
  /// Translator that answers the requests.
  public let translator: Translator
  private let sources: EncodedSources

  /// Most subwords in a prefix.
  static let prefixLimit = 2000

  /// Creates an interactive translator that uses `translator`.
  ///
  /// - Parameters:
  /// - translator: may be in use elsewhere at the same time.
  /// - cachedSources: number of sources whose encoded states are cached, 1 or more.
  /// - Throws: a `Failure(.badConfiguration)` for a number below 1.
  public init(_ translator: Translator, cachedSources: Int = 16) throws {
    guard cachedSources > 0 else {
      throw Failure(.badConfiguration, "is \(cachedSources)", at: "cachedSources", expected: "1 or more")
    }
    self.translator = translator
    sources = EncodedSources(limit: cachedSources)
  }

  /// Completes the typed text and offers alternatives at the cursor.
  ///
  /// Blocks the calling thread; async code should use the variant with `await`.
  ///
  /// - Throws: a `Failure` for a field out of range, a source longer than the model's limit, a prefix that the
  ///   vocabulary cannot spell, or lack of memory.
  public func answer(_ request: CompletionRequest) throws -> CompletionAnswer { try answer(request, StopFlag()) }

  func answer(_ request: CompletionRequest, _ stop: StopFlag) throws -> CompletionAnswer {
    try request.validate()
    let constraints = try SentenceConstraints(
      LineConstraints(prefix: request.fixedPrefix), text: translator.targetText)
    let prefix = constraints.prefixBytes
    let readable = String(decoding: prefix.drop { $0 == 0x20 }, as: UTF8.self)
    let tokens = try encode(request.source, prefix: prefix)
    guard !tokens.isEmpty else {
      return CompletionAnswer(prefix: readable, completions: [], alternatives: [], isCached: false)
    }
    let input = SearchInput(index: 0, source: tokens, constraints: constraints)
    // Each path of the alternatives or of the completions is a hypothesis.
    let rows = max(2 * translator.options.search.beam, 4 * request.completions, request.alternatives, 16)
    let size = SearchSize(positions: tokens.count + 1, rows: 2 * rows, longest: tokens.count + 1)
    try translator.requireSearchMemory(size, threads: 1)
    let answer = try translator.withDecoder(size) { decoder in
      let (state, isCached) = sources.state(of: tokens) { decoder.start([SearchInput(index: 0, source: tokens)]) }
      let encoded = decoder.beginning(with: state)
      return CompletionAnswer(
        prefix: readable,
        completions: request.completions == 0 ? [] : completions(input, readable, request.completions, encoded, stop),
        alternatives: request.alternatives == 0 ? [] : alternatives(input, prefix, request, encoded),
        isCached: isCached)
    }
    try stop.check()
    return answer
  }

  private func encode(_ source: String, prefix: [UInt8]) throws -> [Int32] {
    let tokens = isBlank(source) ? [] : translator.pipeline.encodeSource(source)
    guard tokens.count <= translator.maximumSourceLength else {
      throw Failure(
        .badData, "has \(tokens.count) subwords", at: "source", expected: "at most \(translator.maximumSourceLength)",
        remedy: "send one sentence at a time")
    }
    guard prefix.count <= Self.prefixLimit * 4 else {
      throw Failure(.badData, "has \(prefix.count) bytes", at: "prefix", expected: "at most \(Self.prefixLimit * 4)")
    }
    return tokens
  }

  /// The best complete translations that begin with the prefix. Searches for twice as many, because some differ only in
  /// their segmentation.
  private func completions(
    _ input: SearchInput, _ prefix: String, _ count: Int, _ decoder: EnsembleDecoder, _ stop: StopFlag
  ) -> [CompletionAnswer.Completion] {
    var options = translator.options.search
    (options.sampling, options.groups, options.nBest) = (nil, 1, count == 1 ? 1 : 2 * count)
    options.beam = max(options.beam, options.nBest)
    var found: [CompletionAnswer.Completion] = []
    BeamSearch(options: options).search(SearchQueue([input], stop: stop), with: decoder, room: input.source.count + 1) {
      for hypothesis in $1 {
        let completion = completion(hypothesis, prefix)
        guard found.count < count, !found.contains(where: { $0.text.utf8.elementsEqual(completion.text.utf8) }) else {
          continue
        }
        found.append(completion)
      }
    }
    return found
  }

  private func completion(_ hypothesis: Hypothesis, _ prefix: String) -> CompletionAnswer.Completion {
    let text = translator.pipeline.decodeTarget(hypothesis.tokens)
    let rest = text.utf8.starts(with: prefix.utf8) ? String(text.utf8.dropFirst(prefix.utf8.count)) : nil
    // A text that ended with the prefix has lost the prefix's trailing space.
    return CompletionAnswer.Completion(
      text: text, completion: rest ?? (prefix.utf8.starts(with: text.utf8) ? "" : text), score: hypothesis.score,
      logProbability: hypothesis.logProbability)
  }

  private func alternatives(
    _ input: SearchInput, _ prefix: [UInt8], _ request: CompletionRequest, _ decoder: EnsembleDecoder
  ) -> [CompletionAnswer.Alternative] {
    let search = NextWordSearch(input: input, prefix: prefix, unit: request.unit, width: max(16, request.alternatives))
    return search.run(decoder).prefix(request.alternatives).map { $0 }
  }
}
