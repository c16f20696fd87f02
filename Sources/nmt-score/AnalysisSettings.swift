import NMTCorpus
import NMTMetrics
import NMTText

/// Tables and sentences in addition to the scores.
struct AnalysisSettings: Sendable {
  var differences: Int?
  var ngrams = false
  var byLength = false
  var byFrequency = false
  var data: String?
  var trainingText: String?
  var report: String?

  var isWanted: Bool { differences != nil || ngrams || byLength || byFrequency || report != nil }

  /// - Parameter warn: called with a warning about training text that is not UTF-8.
  func options(bleu: BLEU, invalidUTF8: InvalidUTF8Policy, warn: (String) -> Void) throws -> AnalysisOptions {
    var options = AnalysisOptions()
    options.bleu = bleu
    options.differences = differences ?? (report == nil ? 0 : 10)
    options.ngrams = ngrams || report != nil
    options.byLength = byLength || report != nil
    options.byFrequency = byFrequency || report != nil
    options.differencesAreOptional = differences == nil && report != nil
    if options.byFrequency { options.training = try frequencies(bleu, invalidUTF8, warn) }
    return options
  }

  /// The results without tables meant only for the report, which does not change what stdout shows.
  func printed(_ results: ScoreResults) -> ScoreResults {
    var results = results
    if !ngrams { results.ngrams = nil }
    if !byLength { results.lengths = nil }
    if !byFrequency { results.frequencies = nil }
    if differences == nil { results.differences = [] }
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
        warn("\(repaired) lines of \(trainingText) were not valid UTF-8; their invalid bytes were read as U+FFFD")
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
