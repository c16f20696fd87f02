/// chrF (Popović 2015) and chrF++ (Popović 2017) as sacreBLEU 2.6.0 defines them: F-scores over n-grams of characters,
/// and of words for chrF++.
public struct ChrF: Metric {
  /// Options that define this metric.
  public let options: ChrFOptions

  /// ChrF with `options`.
  ///
  /// - Precondition: `options` are valid; call `options.validate()` on user input.
  public init(options: ChrFOptions = ChrFOptions()) {
    precondition(options.characterOrder >= 1 && options.wordOrder >= 0, "orders of \(options)")
    self.options = options
  }

  public var zero: ChrFStatistics { ChrFStatistics(order: options.characterOrder + options.wordOrder) }

  public func makeCounter() -> ChrFCounter { ChrFCounter(options: options) }

  public func score(_ statistics: ChrFStatistics) -> ChrFScore { ChrFScore(statistics, options) }

  public func value<Number: ScoreNumber>(of numbers: [Number]) -> Number { ChrFScore.value(numbers, options) }

  /// Signature: `nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:…`
  public func signature(references: ReferenceCount) -> Signature {
    Signature(
      references: references,
      [
        Signature.Entry("case", "c", options.lowercase ? "lc" : "mixed"),
        Signature.Entry("eff", "e", options.epsilonSmoothing ? "no" : "yes"),
        Signature.Entry("nc", "nc", String(options.characterOrder)),
        Signature.Entry("nw", "nw", String(options.wordOrder)),
        Signature.Entry("space", "s", options.whiteSpace ? "yes" : "no"),
      ])
  }
}
