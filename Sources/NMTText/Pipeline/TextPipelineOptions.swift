package import NMTSettings

/// How text becomes ids and ids become text. Saved with every data and model directory.
public struct TextPipelineOptions: Codable, Sendable, Equatable {
  /// ICU locale or BCP 47 tag of the source text: `"en"`, `"pt-BR"`. Decides case mapping and sentence boundaries.
  public var sourceLanguage = "en"
  /// ICU locale or BCP 47 tag of the target text; see `sourceLanguage`.
  public var targetLanguage = "en"
  /// Normalization form of both sides. NFC preserves every difference that a cased score sees; NFKC suits noisy web
  /// text.
  public var form = UnicodeForm.nfc
  /// Case of both sides. Lower-casing includes the target, so the models then produce lower case.
  public var casing = Casing.keep
  /// Algorithm that splits lines into subwords.
  public var subwords = SubwordType.unigram
  /// One vocabulary for both sides, trained on both: names and numbers share pieces, and embeddings can be tied.
  public var sharesVocabulary = true
  /// Pieces in each vocabulary, including pad, unk, BOS, EOS and the bytes.
  public var vocabularySize = 8000
  /// Share of the sample's characters that become pieces. Rarer ones are spelled in bytes or unknown.
  public var characterCoverage = 0.9999
  /// Whether characters without a piece are spelled in bytes (256 pieces); otherwise they are unknown and lost.
  public var byteFallback = true
  /// Symbols that always stay one piece, such as tags and placeholders; without white space or commas.
  public var userSymbols: [String] = []
  /// Most lines of each side to learn subwords from.
  public var sampleLines = 2_000_000
  /// Seed of the sample.
  public var seed: UInt64 = 1

  /// Options with their defaults: English on both sides, 8,000 unigram subwords shared by both.
  public init() {}

  /// Checks every option.
  ///
  /// - Throws: `Failure(.badConfiguration)` that names the key, its value and the allowed values.
  public func validate() throws { try checkRules() }

  /// Normalization of one side: all steps before its subwords.
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

  /// Whether the library accepts a symbol unchanged and normalized text can still contain it.
  private func isUsable(_ symbol: String) -> Bool {
    let reserved = ["<pad>", "<unk>", "<s>", "</s>"]
    let isPlain =
      (1...64).contains(symbol.utf8.count) && !symbol.utf8.contains { $0 == 0x20 || $0 == UInt8(ascii: ",") }
    let isStable = TextSide.allCases.allSatisfy { normalizer($0).normalize(symbol).utf8.elementsEqual(symbol.utf8) }
    return isPlain && isStable && !reserved.contains(symbol) && !symbol.utf8.starts(with: "<0x".utf8)
  }

  /// Whether a language is an ICU locale or a BCP 47 tag.
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
    .relation(\.userSymbols, expected: "words that normalization leaves unchanged") {
      $0.userSymbols.allSatisfy($0.isUsable)
    },
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
