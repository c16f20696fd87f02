import Foundation
import NMTText

/// BLEU (Papineni et al. 2002) as sacreBLEU 2.6.0 defines it (Post 2018): the same digits, the same signature.
///
///     let bleu = BLEU()
///     bleu.corpusScore(hypotheses: lines, references: [references]).value
///
/// or in steps, for instance to resample without tokenizing again:
///
///     let counter = bleu.makeCounter()
///     var sum = bleu.zero
///     sum += counter.statistics(hypothesis: …, references: …)
///     bleu.score(sum)
public struct BLEU: Metric {
  /// Options that define this metric.
  public let options: BLEUOptions

  /// The tokenizer's SentencePiece model, if it has one.
  private let pieces: SentencePieces?

  /// BLEU with a built-in tokenizer.
  ///
  /// - Precondition: `options` are valid and name no model file; call `options.validate()` on user input.
  public init(options: BLEUOptions = BLEUOptions()) {
    if case .sentencePiece = options.tokenizer { preconditionFailure("\(options.tokenizer) wants BLEU(loading:)") }
    self.init(options, nil)
  }

  /// BLEU with any tokenizer.
  ///
  /// - Throws: a `Failure` if the tokenizer's model cannot be read.
  public init(loading options: BLEUOptions) throws {
    guard case .sentencePiece(_, let path) = options.tokenizer else {
      self.init(options: options)
      return
    }
    self.init(options, try SentencePieces(path: path))
  }

  private init(_ options: BLEUOptions, _ pieces: SentencePieces?) {
    precondition((1...100).contains(options.maximumOrder), "maximum order \(options.maximumOrder)")
    self.options = options
    self.pieces = pieces
  }

  public var zero: BLEUStatistics { BLEUStatistics(maximumOrder: options.maximumOrder) }

  public func makeCounter() -> BLEUCounter { BLEUCounter(options: options, pieces: pieces) }

  public func score(_ statistics: BLEUStatistics) -> BLEUScore {
    BLEUScore(statistics, options)
  }

  public func value<Number: ScoreNumber>(of numbers: [Number]) -> Number {
    Number(BLEUFormula(numbers, options).value)
  }

  /// A copy with effective order, as sacreBLEU scores single segments.
  public var forSentences: BLEU {
    var options = options
    options.effectiveOrder = true
    return BLEU(options, pieces)
  }

  /// Splits a text into the words that are compared.
  public func words(of text: String) -> [String] { makeCounter().words(of: text) }

  /// Signature: `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:…`
  public func signature(references: ReferenceCount) -> Signature {
    let smoothing: String
    switch options.smoothing {
    case .none: smoothing = "none"
    case .floor(let value): smoothing = String(format: "floor[%.2f]", value)
    case .addK(let value): smoothing = String(format: "add-k[%.2f]", value)
    case .exponential: smoothing = "exp"
    }
    return Signature(
      references: references,
      [
        Signature.Entry("case", "c", options.lowercase ? "lc" : "mixed"),
        Signature.Entry("eff", "e", options.effectiveOrder ? "yes" : "no"),
        Signature.Entry("tok", "tok", tokenizerName),
        Signature.Entry("smooth", "s", smoothing),
      ])
  }

  /// The name of a published model, as in sacreBLEU, or else the beginning of the model's SHA-256, so that scores of
  /// different models cannot be confused.
  private var tokenizerName: String {
    guard case .sentencePiece(let name, _) = options.tokenizer, let pieces else { return options.tokenizer.rawValue }
    return name == "spm" ? "spm[\(pieces.sha256Hex.prefix(8))]" : name
  }
}
