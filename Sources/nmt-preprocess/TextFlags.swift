public import ArgumentParser
import NMTCorpus
import NMTText

extension SubwordType: ExpressibleByArgument {}
extension UnicodeForm: ExpressibleByArgument {}

struct TextFlags: ParsableArguments {
  private static let defaults = PreprocessOptions().text

  @Option(help: "Language of the source text, such as en or pt-BR.")
  var sourceLanguage = defaults.sourceLanguage

  @Option(help: "Language of the target text.")
  var targetLanguage = defaults.targetLanguage

  @Option(help: "Unicode normalisation: none, nfc or nfkc.")
  var normalisation = defaults.form

  @Flag(help: "Lower-case both sides.")
  var lowercase = false

  @Option(help: "Pieces of each vocabulary.")
  var vocabularySize = defaults.vocabularySize

  @Option(help: "How subwords are made: unigram or bpe.")
  var subwordType = defaults.subwords

  @Flag(help: "A vocabulary for each side instead of one for both.")
  var separateVocabularies = false

  @Option(help: "Share of the characters that become pieces, 0.98 to 1.")
  var characterCoverage = defaults.characterCoverage

  @Flag(inversion: .prefixedNo, help: "Write characters without a piece as bytes; else they are unknown.")
  var byteFallback = defaults.byteFallback

  @Option(help: "A symbol that is always one piece. May be repeated.")
  var userSymbol: [String] = []

  @Option(help: "Most pairs that the subword model is trained on.")
  var sampleLines = defaults.sampleLines

  @Option(help: "Decides what the subword model is trained on and which encodings are sampled.")
  var seed = defaults.seed

  @Option(
    help: "A SentencePiece model to use instead of training one; of the source side if there is one for the target.")
  var subwordModel: String?

  @Option(help: "A SentencePiece model of the target side.")
  var targetSubwordModel: String?

  func options(filters: PairFilters) -> PreprocessOptions {
    var options = PreprocessOptions()
    options.filters = filters
    options.text.sourceLanguage = sourceLanguage
    options.text.targetLanguage = targetLanguage
    options.text.form = normalisation
    options.text.casing = lowercase ? .lower : .keep
    options.text.vocabularySize = vocabularySize
    options.text.subwords = subwordType
    options.text.sharesVocabulary = !separateVocabularies
    options.text.characterCoverage = characterCoverage
    options.text.byteFallback = byteFallback
    options.text.userSymbols = userSymbol
    options.text.sampleLines = sampleLines
    options.text.seed = seed
    return options
  }
}
