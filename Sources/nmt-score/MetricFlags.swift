import ArgumentParser
import NMTMetrics
import NMTSystem

struct MetricNames: ParsableArguments {
  @Option(
    name: [.long, .customShort("m")], parsing: .upToNextOption,
    help: "Metrics, separated by commas or spaces. \(NamedMetric.help).")
  var metrics: [String] = ["bleu"]

  @Option(
    name: [.long, .customLong("paired-jobs"), .customShort("j")],
    help: "Threads. (default: as many as the machine has cores)")
  var threads = 0

  func threadCount() throws -> Int {
    if !(0...1024).contains(threads) { throw Failure(.usage, "threads is \(threads)", at: "", expected: "0 to 1024") }
    return threads == 0 ? Machine.coreCount : threads
  }
}

/// The options of each metric under its own heading.
struct MetricSettings: ParsableArguments {
  @OptionGroup(title: "BLEU") var bleu: BLEUFlags
  @OptionGroup(title: "chrF") var chrF: ChrFFlags
  @OptionGroup(title: "TER") var ter: TERFlags

  func options(sentenceLevel: Bool) throws -> MetricOptions {
    var options = MetricOptions()
    options.bleu = try bleu.options(sentenceLevel: sentenceLevel)
    options.chrF = try chrF.options()
    options.ter = ter.options
    return options
  }
}

struct BLEUFlags: ParsableArguments {
  @Option(name: [.long, .customLong("tok", withSingleDash: true)], help: "Tokeniser: \(BLEUTokenizer.help).")
  var tokenize = "13a"

  @Flag(name: [.long, .customLong("lc", withSingleDash: true)], help: "Compare in lower case.")
  var lowercase = false

  @Option(name: [.long, .customShort("s")], help: "Smoothing: \(BLEUSmoothing.names.joined(separator: ", ")).")
  var smoothMethod = "exp"

  @Option(
    name: [.long, .customLong("sv", withSingleDash: true)],
    help: "Value of the smoothing floor (default: 0.1) or add-k (default: 1).")
  var smoothValue: Double?

  @Option(help: "Longest n-grams, in words.")
  var maxNgramOrder = 4

  @Flag(help: "Leave out orders that the hypotheses are too short for; always on with --sentence-level.")
  var effectiveOrder = false

  @Flag(help: "Say nothing about hypotheses that look tokenised.")
  var force = false

  func options(sentenceLevel: Bool) throws -> BLEUOptions {
    guard let smoothing = BLEUSmoothing(name: smoothMethod, value: smoothValue) else {
      throw Failure(
        .usage, "unknown smoothing \(smoothMethod)", at: "smooth-method",
        expected: BLEUSmoothing.names.joined(separator: ", "))
    }
    let options = BLEUOptions(
      tokenizer: try BLEUTokenizer(named: tokenize), lowercase: lowercase, smoothing: smoothing,
      maximumOrder: maxNgramOrder, effectiveOrder: effectiveOrder || sentenceLevel)
    try options.validate()
    return options
  }
}

struct ChrFFlags: ParsableArguments {
  @Option(
    name: [.customLong("chrf-char-order"), .customLong("cc", withSingleDash: true)],
    help: "Longest n-grams of characters.")
  var characterOrder = 6

  @Option(
    name: [.customLong("chrf-word-order"), .customLong("cw", withSingleDash: true)],
    help: "Longest n-grams of words; 2 makes chrF++.")
  var wordOrder = 0

  @Option(name: .customLong("chrf-beta"), help: "How many times more recall counts than precision.")
  var beta = 2

  @Flag(name: .customLong("chrf-whitespace"), help: "Let white space count among the characters.")
  var whiteSpace = false

  @Flag(name: .customLong("chrf-lowercase"), help: "Compare in lower case.")
  var lowercase = false

  @Flag(name: .customLong("chrf-eps-smoothing"), help: "Smooth as chrF++.py, NLTK and Moses do.")
  var epsilonSmoothing = false

  func options() throws -> ChrFOptions {
    let options = ChrFOptions(
      characterOrder: characterOrder, wordOrder: wordOrder, beta: beta, lowercase: lowercase, whiteSpace: whiteSpace,
      epsilonSmoothing: epsilonSmoothing)
    try options.validate()
    return options
  }
}

struct TERFlags: ParsableArguments {
  @Flag(name: .customLong("ter-case-sensitive"), help: "Compare texts as they are, not in lower case.")
  var caseSensitive = false

  @Flag(name: .customLong("ter-asian-support"), help: "Treat Asian characters and punctuation specially.")
  var asianSupport = false

  @Flag(name: .customLong("ter-no-punct"), help: "Remove punctuation.")
  var noPunctuation = false

  @Flag(name: .customLong("ter-normalized"), help: "Replace entities and set punctuation apart.")
  var normalized = false

  var options: TEROptions {
    TEROptions(
      normalized: normalized, noPunctuation: noPunctuation, asianSupport: asianSupport, caseSensitive: caseSensitive)
  }
}
