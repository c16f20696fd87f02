import ArgumentParser
import NMTDecoding
import NMTSystem
import NMTText

extension InvalidUTF8Policy: ExpressibleByArgument {}

struct StreamFlags: ParsableArguments {
  @Option(help: "Source text, plain or .gz. (default: stdin)")
  var input = "-"

  @Option(help: "Where to write. (default: stdout)")
  var output = "-"

  @Flag(help: "Append the score behind a tab.")
  var scores = false

  @Flag(help: "Append subword alignments as source-target pairs behind a tab.")
  var alignment = false

  @Option(name: .customLong("invalid-utf8"), help: "What to do with lines that are not UTF-8: replace or fail.")
  var invalidUTF8: InvalidUTF8Policy = .replace

  @Option(help: "Score the translations against these lines; BLEU and chrF go to stderr. May be repeated.")
  var reference: [String] = []

  @Flag(help: "No messages but errors.")
  var quiet = false

  /// Translates, and scores what was translated if there are references.
  func translate(_ translator: Translator, nBest: Bool) throws {
    guard !reference.isEmpty else { return try run(nBest: nBest).run(translator) }
    var score = try ReferenceScore(reference)
    try run(nBest: nBest).run(translator) { try score.add($0) }
    for line in try score.lines() { writeMessage(line) }
  }

  private func run(nBest: Bool) -> TranslationRun {
    TranslationRun(
      input: input, output: output,
      format: TranslationFormat(scores: scores, alignment: alignment, nBest: nBest), invalidUTF8: invalidUTF8,
      isQuiet: quiet)
  }
}

struct ScoringFlags: ParsableArguments {
  @Option(help: "Score these translations of the input's lines: log-probability and subwords, one line each.")
  var scoreTargets: String?

  @Flag(help: "Score the input's lines, each a source, a tab and a translation.")
  var scoreTsv = false

  @Flag(help: "With either: source ids, target ids and log-probability.")
  var ids = false

  /// nil where nothing is to be scored.
  func run(_ streams: StreamFlags) throws -> ForcedScoringRun? {
    if scoreTsv, scoreTargets != nil {
      throw Failure(.usage, "score-tsv together with score-targets", at: "", expected: "one of them")
    }
    guard scoreTsv || scoreTargets != nil else {
      if ids { throw Failure(.usage, "needs score-targets or score-tsv", at: "ids") }
      return nil
    }
    let pairs: ForcedScoringRun.Pairs =
      scoreTargets.map { .files(source: streams.input, target: $0) } ?? .tabSeparated(streams.input)
    return ForcedScoringRun(
      pairs: pairs, output: streams.output, format: ForcedScoreFormat(ids: ids), invalidUTF8: streams.invalidUTF8)
  }
}
