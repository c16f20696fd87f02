import ArgumentParser
import NMTCorpus

struct ShortlistFlags: ParsableArguments {
  private static let defaults = ShortlistOptions()

  @Flag(help: "Learn which target subwords a source subword becomes, for nmt-translate --shortlist.")
  var shortlist = false

  @Option(help: "Most target subwords kept for a source subword.")
  var shortlistBest = defaults.best

  @Option(help: "Most frequent target subwords that every sentence may use.")
  var shortlistFrequent = defaults.frequent

  @Option(help: "Target subwords less probable than this are not kept.")
  var shortlistThreshold = defaults.threshold

  @Option(help: "Rounds of expectation maximisation.")
  var shortlistIterations = defaults.iterations

  @Option(help: "Most pairs that are looked at, spread over the corpus.")
  var shortlistPairs = defaults.pairs

  /// Nil when none is learned.
  var options: ShortlistOptions? {
    guard shortlist else { return nil }
    var options = ShortlistOptions()
    (options.best, options.frequent, options.threshold) = (shortlistBest, shortlistFrequent, shortlistThreshold)
    (options.iterations, options.pairs) = (shortlistIterations, shortlistPairs)
    return options
  }
}
