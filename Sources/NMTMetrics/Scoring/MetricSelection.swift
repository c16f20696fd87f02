import NMTSystem

/// The metrics that a user named, with their options.
public struct MetricSelection: Sendable {
  /// Named metrics without duplicates, in the order given.
  public let named: [NamedMetric]
  /// Options of all metrics; a metric uses only its own.
  public var options: MetricOptions

  /// The metrics with these names.
  ///
  /// - Parameters:
  /// - names: names of metrics, in any case; each may be a comma-separated list.
  ///   - options: options of all metrics.
  /// - Throws: `Failure(.usage)` for an unknown name, or if no name is given.
  public init(names: [String], options: MetricOptions = MetricOptions()) throws {
    let words = Self.words(of: names)
    if words.isEmpty { throw Failure(.usage, "no metric is given", at: "metrics", expected: NamedMetric.names) }
    var named = [NamedMetric]()
    for word in words {
      guard let metric = NamedMetric(named: word) else {
        throw Failure(.usage, "unknown metric \(word)", at: "metrics", expected: NamedMetric.names)
      }
      if !named.contains(metric) { named.append(metric) }
    }
    self.named = named
    self.options = options
  }

  /// The individual names in `names`, each of which may be a comma-separated list, in lower case.
  package static func words(of names: [String]) -> [String] {
    names.flatMap { $0.lowercased().split(separator: ",").map(String.init) }
  }

  /// The metrics with their options. Equal metrics under two names, such as chrF with a word order of 2 and chrF++, are
  /// returned once.
  ///
  /// - Parameter asNamed: whether to keep the order given, as sacreBLEU's tests print it, instead of that of
  ///   `NamedMetric.all`.
  /// - Throws: a `Failure` if the model of BLEU's tokenizer cannot be read.
  public func metrics(asNamed: Bool = false) throws -> [any Metric] {
    var seen = Set<[UInt8]>()
    return try (asNamed ? named : NamedMetric.all.filter(named.contains)).map { try $0.metric(options) }
      .filter { seen.insert(Self.identity($0)).inserted }
  }

  /// Equal for two metrics that compute the same scores; bytes, since two paths may differ in their Unicode form alone.
  private static func identity(_ metric: some Metric) -> [UInt8] {
    Array("\(metric.score(metric.zero).name)|\(metric.signature(references: .same(1)))".utf8)
  }
}
