package import NMTSettings

/// How text becomes ids and ids become text. Saved with every data and model directory.
public struct TextPipelineOptions: Codable, Sendable, Equatable {
  /// ICU locale or BCP 47 tag of the source text: `"en"`, `"pt-BR"`. Decides case mapping and sentence boundaries.
  public var sourceLanguage = "en"
  /// ICU locale or BCP 47 tag of the target text; see `sourceLanguage`.
  public var targetLanguage = "en"
  /// Normalization form of both sides. NFC keeps every difference that a cased score sees; NFKC suits noisy web text.
  public var form = UnicodeForm.nfc
  /// Whether both sides are lower-cased, target included: the models then write lower case.
  public var casing = Casing.keep
  /// How lines are cut into subwords.
  public var subwords = SubwordType.unigram
  /// One vocabulary for both sides, trained on both: names and numbers have the same pieces, embeddings can be tied.
  public var sharesVocabulary = true
  /// Pieces in each vocabulary, with pad, unk, bos, eos and the bytes.
  public var vocabularySize = 8000
  /// Share of the sample's characters that become pieces. The rest is rare: bytes or unknown.
  public var characterCoverage = 0.9999
  /// Whether characters without a piece are written as bytes (256 pieces); without it they are unknown and lost.
  public var byteFallback = true
  /// Symbols that are always one piece: tags, placeholders; without white space or commas.
  public var userSymbols: [String] = []
  /// Lines of each side that subwords are learned from, at most.
  public var sampleLines = 2_000_000
  /// Draws the sample.
  public var seed: UInt64 = 1

  /// Options with their defaults: English on both sides, 8,000 unigram subwords shared by both.
  public init() {}

  /// Checks every option.
  ///
  /// - Throws: `Failure(.badConfiguration)` that names key, value and what is allowed.
  public func validate() throws { try checkRules() }

  /// What the subwords of one side are made of: the steps before them.
  func normalizer(_ side: TextSide) -> TextNormalizer {
    TextNormalizer(form: form, casing: casing, locale: side == .source ? sourceLanguage : targetLanguage)
  }

  private static func isTagByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }

  /// A symbol that the library takes as it is and that text still holds once it is normalized.
  private func isUsable(_ symbol: String) -> Bool {
    let reserved = ["<pad>", "<unk>", "<s>", "</s>"]
    let isPlain =
      (1...64).contains(symbol.utf8.count) && !symbol.utf8.contains { $0 == 0x20 || $0 == UInt8(ascii: ",") }
    let isStable = TextSide.allCases.allSatisfy { normalizer($0).normalize(symbol).utf8.elementsEqual(symbol.utf8) }
    return isPlain && isStable && !reserved.contains(symbol) && !symbol.utf8.starts(with: "<0x".utf8)
  }

  /// ICU locale or BCP 47.
  private static func isTag(_ language: String) -> Bool {
    (2...35).contains(language.utf8.count) && language.utf8.allSatisfy(isTagByte)
  }
}

extension TextPipelineOptions: CheckedOptions {
  package static let rules: [OptionRule<TextPipelineOptions>] = [
    .limit(\.sourceLanguage, tagWords, holds: isTag),
    .limit(\.targetLanguage, tagWords, holds: isTag),
    .range(\.vocabularySize, 16...SubwordModelFile.pieceLimit),
    .range(\.characterCoverage, 0.98...1),
    .range(\.sampleLines, 1_000...10_000_000),
    .relation(\.userSymbols, "are too many", expected: "at most 1000 symbols") { $0.userSymbols.count <= 1000 },
    .relation(\.userSymbols, expected: "words that normalizing keeps") { $0.userSymbols.allSatisfy($0.isUsable) },
  ]

  private static let tagWords = "a language tag such as en, hu or pt-BR"
}

/// The two sides of parallel text.
public enum TextSide: String, Codable, Sendable, CaseIterable {
  /// The text that is translated.
  case source
  /// Its translation.
  case target
}
