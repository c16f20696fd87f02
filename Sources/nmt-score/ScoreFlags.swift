import ArgumentParser
import NMTMetrics
import NMTSystem
import NMTText

struct InputOptions: ParsableArguments {
  @Option(help: "References, one a line. Repeat for several.")
  var reference: [String] = []

  @Argument(help: ArgumentHelp("References, as sacreBLEU takes them.", valueName: "reference"))
  var positionalReferences: [String] = []

  @Option(help: "Hypotheses, one a line. (default: stdin)")
  var hypothesis: String?

  @Option(
    name: [.long, .customShort("i")], parsing: .upToNextOption,
    help: ArgumentHelp("The same, as sacreBLEU takes it.", valueName: "file"))
  var input: [String] = []

  @Option(
    name: [.long, .customLong("nr", withSingleDash: true)],
    help: "References on each line of the one reference file, separated by tabs.")
  var numRefs = 1

  @Option(name: .customLong("invalid-utf8"), help: "What to do with lines that are not UTF-8: replace or fail.")
  var invalidUTF8: InvalidUTF8Policy = .replace

  func files() throws -> ScoreFiles {
    let hypotheses = input + (hypothesis.map { [$0] } ?? [])
    if hypotheses.count > 1 {
      throw Failure(
        .usage, "\(hypotheses.count) files of hypotheses", at: "", expected: "one",
        remedy: "score each system by a run of its own, and put references before -i")
    }
    return ScoreFiles(
      hypotheses: hypotheses.first ?? "-", references: reference + positionalReferences, referencesPerLine: numRefs,
      invalidUTF8: invalidUTF8)
  }
}

struct BLEUFlags: ParsableArguments {
  @Option(
    name: [.long, .customLong("tok", withSingleDash: true)],
    help: "Tokeniser: \(BLEUTokenizer.allCases.map(\.rawValue).joined(separator: ", ")).")
  var tokenize: BLEUTokenizer = .thirteenA

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
      tokenizer: tokenize, lowercase: lowercase, smoothing: smoothing, maximumOrder: maxNgramOrder,
      effectiveOrder: effectiveOrder || sentenceLevel)
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

struct OutputOptions: ParsableArguments {
  @Flag(help: "Write JSON, the same as --format json.")
  var json = false

  @Option(name: [.long, .customShort("f")], help: "text or json.")
  var format: ScoreFormat.Kind?

  @Option(name: [.long, .customShort("w")], help: "Decimals.")
  var width = 1

  @Flag(name: [.long, .customShort("b")], help: "Write the number alone.")
  var scoreOnly = false

  @Flag(
    name: [.customLong("short"), .customLong("sh", withSingleDash: true)], help: "Abbreviate the signature's keys.")
  var shortSignature = false

  @Flag(name: [.long, .customShort("q")], help: "No messages but errors.")
  var quiet = false

  func scoreFormat() throws -> ScoreFormat {
    if json && format == .text {
      throw Failure(.usage, "json together with format text", at: "", expected: "one of them")
    }
    var result = ScoreFormat()
    result.kind = format ?? (json ? .json : .text)
    result.width = width
    result.scoreOnly = scoreOnly
    result.shortSignature = shortSignature
    return result
  }
}

extension BLEUTokenizer: ExpressibleByArgument {}
extension ScoreFormat.Kind: ExpressibleByArgument {}
extension InvalidUTF8Policy: ExpressibleByArgument {}
