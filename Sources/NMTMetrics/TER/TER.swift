/// Options of TER. The defaults are sacreBLEU's, which are Tercom's.
public struct TEROptions: Sendable, Codable, Equatable {
  /// Replaces entities and separates punctuation, much like BLEU's 13a; default false.
  public var normalized: Bool
  /// Removes punctuation; default false.
  public var noPunctuation: Bool
  /// With `normalized`, separates Asian characters; with `noPunctuation`, removes Asian punctuation too; default false.
  public var asianSupport: Bool
  /// Compares texts with their case instead of in lower case; default false.
  public var caseSensitive: Bool

  /// Options with sacreBLEU's defaults.
  public init(
    normalized: Bool = false, noPunctuation: Bool = false, asianSupport: Bool = false, caseSensitive: Bool = false
  ) {
    self.normalized = normalized
    self.noPunctuation = noPunctuation
    self.asianSupport = asianSupport
    self.caseSensitive = caseSensitive
  }
}

/// Translation edit rate (Snover et al. 2006) as sacreBLEU 2.6.0 defines it after Tercom: insertions, deletions,
/// substitutions and shifts of word sequences per reference word, in percent. Lower is better.
public struct TER: Metric {
  /// Options that define this metric.
  public let options: TEROptions

  /// TER with `options`.
  public init(options: TEROptions = TEROptions()) {
    self.options = options
  }

  public var zero: TERStatistics { TERStatistics(edits: 0, referenceLength: 0) }

  public func makeCounter() -> TERCounter { TERCounter(options: options) }

  public func score(_ statistics: TERStatistics) -> TERScore {
    TERScore(value: value(of: statistics.numbers), statistics: statistics)
  }

  public func value<Number: ScoreNumber>(of numbers: [Number]) -> Number {
    if numbers[1].double > 0 { return Number(100) * (numbers[0] / numbers[1]) }
    return Number(numbers[0].double > 0 ? 100 : 0)
  }

  /// False: the mean length of several references need not be an integer.
  public var countsAreIntegers: Bool { false }

  public var direction: ScoreDirection { .lowerIsBetter(counting: "edits") }

  /// Splits a text into the words that are compared.
  public func words(of text: String) -> [String] { makeCounter().words(of: text) }

  /// Signature: `nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:…`
  public func signature(references: ReferenceCount) -> Signature {
    Signature(
      references: references,
      [
        Signature.Entry("case", "c", options.caseSensitive ? "mixed" : "lc"),
        Signature.Entry("tok", "t", "tercom"),
        Signature.Entry("norm", "nr", options.normalized ? "yes" : "no"),
        Signature.Entry("punct", "pn", options.noPunctuation ? "no" : "yes"),
        Signature.Entry("asian", "as", options.asianSupport ? "yes" : "no"),
      ])
  }
}

/// Counts from which TER is computed, for one segment or summed over many.
public struct TERStatistics: MetricStatistics {
  /// Number of edits to the reference that needs fewest.
  public var edits: Int
  /// Words of the references: the mean per segment.
  public var referenceLength: Double

  /// Statistics from counts.
  public init(edits: Int, referenceLength: Double) {
    self.edits = edits
    self.referenceLength = referenceLength
  }

  /// Edits and reference length.
  public var numbers: [Double] { [Double(edits), referenceLength] }

  /// Adds the counts of further segments.
  public static func += (sum: inout TERStatistics, other: TERStatistics) {
    sum.edits += other.edits
    sum.referenceLength += other.referenceLength
  }
}

/// A TER score.
public struct TERScore: MetricScore {
  public let name = "TER"
  /// TER, 0 for equal texts; above 100 if there are more edits than reference words.
  public let value: Double
  /// Counts from which the score was computed.
  public let statistics: TERStatistics
  public let details = ""
}
