public import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// Translates lines, one translation each, in order. Blank lines are returned unchanged.
  ///
  /// Blocks the calling thread; async code should use the variant with `await`.
  ///
  /// - Parameters:
  /// - lines: source lines; a line feed inside a line is white space.
  /// - options: options of this call; nil for the translator's own.
  /// - progress: called from threads of the translator, one call at a time; should return quickly.
  /// - Throws: a `Failure` for options out of range, or lack of memory or threads.
  public func translate(
    _ lines: [String], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) throws -> [Translation] {
    try translate(lines.map { TranslationInput($0) }, options: options, progress: progress)
  }

  /// Translates lines under their constraints. In a line that is translated in pieces, they apply to the first piece,
  /// except exclusions, which apply to all.
  ///
  /// - Throws: a ``LineError`` for the first line whose constraints cannot be met; otherwise the errors of the variant
  ///   without constraints.
  public func translate(
    _ lines: [TranslationInput], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) throws -> [Translation] {
    try translateEach(lines, options: options, progress: progress).map { try $0.get() }
  }

  /// Translates lines under their constraints; a line that cannot be translated does not affect the others.
  ///
  /// - Throws: a `Failure` for options out of range, or lack of memory or threads.
  public func translateEach(
    _ lines: [TranslationInput], options: TranslationOptions? = nil,
    progress: (@Sendable (TranslationProgress) -> Void)? = nil
  ) throws -> [Result<Translation, LineError>] {
    try with(options).results(lines, TranslationCall(progress: progress))
  }

  /// - Throws: a `CancellationError` once the call's stop is set.
  func results(_ lines: [TranslationInput], _ call: TranslationCall) throws -> [Result<Translation, LineError>] {
    try requireMemory(Self.textBytes(lines), "for the text", threads: min(options.threads, lines.count))
    let plans = try mapParallel(count: lines.count, threads: options.threads) { index in
      try call.stop.check()
      return LinePlan(lines[index], self)
    }
    // Unmet terms are counted in line order.
    let constraints = plans.enumerated().map { index, plan in self.constraints(of: plan, index: index) }
    let pieces = zip(plans, constraints).map { plan, constraints in
      (try? constraints.get()) == nil ? [] : plan.sources.map { $0.pieces.map(\.tokens) }
    }
    let counter = call.progress.map { ProgressCounter(pieces: pieces.map { $0.reduce(0) { $0 + $1.count } }, $0) }
    let found = try guardedSearch(
      pieces.flatMap { $0.flatMap { $0 } },
      constraints.flatMap { ((try? $0.get()) ?? []).flatMap { $0 } }, call.stop, counter)
    let ends = pieces.reduce(into: [0]) { $0.append($0.last! + $1.reduce(0) { $0 + $1.count }) }
    let results = try mapParallel(count: lines.count, threads: options.threads) { [self] index in
      try call.stop.check()
      return constraints[index].map { translation(of: plans[index], found[ends[index]..<ends[index + 1]], $0) }
    }
    counter?.end()
    return results
  }

  /// Constraints of a line's pieces, for each reading.
  private func constraints(of plan: LinePlan, index: Int) -> Result<[[SentenceConstraints?]], LineError> {
    do {
      return .success(try zip(plan.readings, plan.sources).map { try constraints(of: $0, $1) })
    } catch {
      return .failure(LineError(index: index, failure: error as? Failure ?? Failure(.software, "\(error)", at: "")))
    }
  }

  /// A line's translation: the better one of its readings.
  private func translation(
    of plan: LinePlan, _ found: ArraySlice<GuardedResult>, _ constraints: [[SentenceConstraints?]]
  ) -> Translation {
    var start = found.startIndex
    var translations: [Translation] = []
    for (number, source) in plan.sources.enumerated() {
      let end = start + source.pieces.count
      translations.append(translation(of: source, found[start..<end], plan.readings[number], constraints[number]))
      start = end
    }
    return translations.dropFirst().reduce(translations[0]) { first, second in
      isBetter(first, than: second, plan.readings[0]) ? first : second
    }
  }

  /// Upper bound on the bytes of text in a call: lines, subwords, hypotheses, translations.
  private static func textBytes(_ lines: [TranslationInput]) -> Int {
    (16 << 20) + lines.reduce(0) { $0 + 4096 + 128 * $1.text.utf8.count }
  }
}

/// A line, its readings, and the pieces of each reading.
struct LinePlan: Sendable {
  let readings: [LineReading]
  let sources: [SourceLine]

  init(_ input: TranslationInput, _ translator: Translator) {
    readings = translator.readings(of: input)
    sources = readings.map { translator.splitter.line($0.text).named($0.input.text) }
  }
}
