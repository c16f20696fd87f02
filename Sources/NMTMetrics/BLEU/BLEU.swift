import Foundation

/// BLEU (Papineni et al. 2002) as sacreBLEU 2.6.0 defines it (Post 2018): the same digits, the same signature.
///
///     let bleu = BLEU()
///     bleu.corpusScore(hypotheses: lines, references: [references]).value
///
/// or in steps, for instance to resample without cutting words again:
///
///     let counter = bleu.makeCounter()
///     var sum = bleu.zero
///     sum += counter.statistics(hypothesis: …, references: …)
///     bleu.score(sum)
public struct BLEU: Metric {
  public let options: BLEUOptions

  /// - Precondition: `options` are valid; ask `options.validate()` where they are a user's.
  public init(options: BLEUOptions = BLEUOptions()) {
    precondition((1...100).contains(options.maximumOrder), "maximum order \(options.maximumOrder)")
    self.options = options
  }

  public var zero: BLEUStatistics { BLEUStatistics(maximumOrder: options.maximumOrder) }

  public func makeCounter() -> BLEUCounter { BLEUCounter(options: options) }

  public func score(_ statistics: BLEUStatistics) -> BLEUScore {
    BLEUScore(statistics, smoothing: options.smoothing, effectiveOrder: options.effectiveOrder)
  }

  /// The words that a text is compared by.
  public func words(of text: String) -> [String] { makeCounter().words(of: text) }

  /// `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:…`
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
        Signature.Entry("tok", "tok", options.tokenizer.rawValue),
        Signature.Entry("smooth", "s", smoothing),
      ])
  }
}
