package import NMTSettings

/// Options of all metrics, one property per metric. Tools fill them from flags.
public struct MetricOptions: Sendable, Codable, Equatable {
  /// Options of BLEU.
  public var bleu = BLEUOptions()
  /// Options of chrF and chrF++.
  public var chrF = ChrFOptions()
  /// Options of TER.
  public var ter = TEROptions()

  /// Options with sacreBLEU's defaults.
  public init() {}
}

extension MetricOptions: CheckedOptions {
  package static let rules = OptionRule<MetricOptions>.within(\.bleu) + OptionRule.within(\.chrF)
}

/// A metric that can be selected by name.
///
/// `all` is the only list of metrics. The names accepted by `nmt-score --metrics` and `nmt-train --select-by`, their
/// help, messages and the tests of all metrics follow from it.
public struct NamedMetric: Sendable {
  /// Name used by tools: lower case, without spaces or commas.
  public let name: String
  /// Description for help, with its source.
  public let summary: String
  private let make: @Sendable (MetricOptions) throws -> any Metric

  /// A metric that can be selected by name once it is listed in `all`.
  ///
  /// - Parameters:
  ///   - name: lower case, without spaces or commas.
  /// - summary: description for help, with its source.
  /// - make: creates the metric; throws a `Failure` if a file that it needs cannot be read.
  public init(_ name: String, _ summary: String, make: @escaping @Sendable (MetricOptions) throws -> any Metric) {
    self.name = name
    self.summary = summary
    self.make = make
  }

  /// Every metric, in the order of result tables.
  public static let all: [NamedMetric] = [
    bleu, chrF,
    NamedMetric("chrf++", "chrF with n-grams of words as well (Popović 2017)") { options in
      var options = options.chrF
      options.wordOrder = max(2, options.wordOrder)
      return ChrF(options: options)
    },
    NamedMetric("ter", "edits and moves of words per word of the reference (Snover et al. 2006)") {
      TER(options: $0.ter)
    },
  ]

  /// BLEU, `bleu` in tools.
  public static let bleu = NamedMetric(
    "bleu", "n-grams of words found in a reference, less a penalty for brevity (Papineni et al. 2002)"
  ) { try BLEU(loading: $0.bleu) }

  /// ChrF, `chrf` in tools.
  public static let chrF = NamedMetric("chrf", "F-score over n-grams of characters (Popović 2015)") {
    ChrF(options: $0.chrF)
  }

  /// Metrics reported if none is named.
  public static let usual = [bleu, chrF]

  /// The metric with a name in any case; nil for an unknown name.
  public init?(named name: String) {
    guard let found = NamedMetric.all.first(where: { $0.name == name.lowercased() }) else { return nil }
    self = found
  }

  /// Names of all metrics, for messages: `"bleu, chrf, …"`.
  public static var names: String { all.map(\.name).joined(separator: ", ") }

  /// Names and descriptions, for help: `"bleu: n-grams …; chrf: …"`.
  public static var help: String { all.map { "\($0.name): \($0.summary)" }.joined(separator: "; ") }

  /// Creates the metric.
  ///
  /// - Throws: a `Failure` if a file named by its options cannot be read.
  public func metric(_ options: MetricOptions = MetricOptions()) throws -> any Metric { try make(options) }
}

extension NamedMetric: Hashable, CustomStringConvertible {
  public var description: String { name }

  public static func == (left: NamedMetric, right: NamedMetric) -> Bool { left.name == right.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
