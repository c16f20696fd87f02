import ArgumentParser
import NMTCorpus
import NMTMetrics
import NMTSystem
import NMTText

struct AnalysisFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show so many sentences that improved most, and as many that worsened most, from the first system to each other.",
      valueName: "n"))
  var diff: Int?

  @Flag(help: "Table of BLEU's n-gram precisions and brevity.")
  var ngrams = false

  @Flag(help: "Scores by length of the reference.")
  var byLength = false

  @Flag(help: "Accuracy of words by how often they stand in the training text, else in the references.")
  var byFrequency = false

  @Option(help: "Data directory of nmt-preprocess, for --by-frequency.")
  var data: String?

  @Option(help: "Training text in the target language, for --by-frequency.")
  var trainingText: String?

  @Option(help: ArgumentHelp("Write scores, tables and sentences as an HTML page.", valueName: "file.html"))
  var report: String?

  var isWanted: Bool { diff != nil || ngrams || byLength || byFrequency || report != nil }

  /// - Parameter warn: takes a line about training text that is not UTF-8.
  func options(bleu: BLEU, invalidUTF8: InvalidUTF8Policy, warn: (String) -> Void) throws -> AnalysisOptions {
    var options = AnalysisOptions()
    options.bleu = bleu
    options.differences = diff ?? (report == nil ? 0 : 10)
    options.ngrams = ngrams || report != nil
    options.byLength = byLength || report != nil
    options.byFrequency = byFrequency || report != nil
    options.differencesAreOptional = diff == nil && report != nil
    if options.byFrequency { options.training = try frequencies(bleu, invalidUTF8, warn) }
    return options
  }

  /// The results without the tables that only the report was to have: it changes nothing on stdout.
  func printed(_ results: ScoreResults) -> ScoreResults {
    var results = results
    if !ngrams { results.ngrams = nil }
    if !byLength { results.lengths = nil }
    if !byFrequency { results.frequencies = nil }
    if diff == nil { results.differences = [] }
    return results
  }

  private func frequencies(
    _ bleu: BLEU, _ invalidUTF8: InvalidUTF8Policy, _ warn: (String) -> Void
  ) throws -> WordFrequencies? {
    guard data != nil || trainingText != nil else { return nil }
    let frequencies = WordFrequencies(bleu)
    if let trainingText {
      let repaired = try frequencies.add(linesOf: trainingText, invalidUTF8: invalidUTF8)
      if repaired > 0 {
        warn("\(repaired) lines of \(trainingText) were not valid UTF-8; their bad bytes were read as U+FFFD")
      }
    }
    if let data {
      let directory = try DataDirectory(path: data)
      for index in 0..<directory.train.count {
        frequencies.add(Array(directory.pipeline.decodeTarget(directory.train.target(index)).utf8))
      }
    }
    return frequencies
  }
}
