import NMTSystem

/// The metrics that a user named, each with its options.
public struct MetricSelection: Sendable {
  /// Names that can be asked for.
  public static let known = ["bleu"]

  public let names: [String]
  public var bleu: BLEUOptions

  /// - Parameter names: of metrics, in any case; each may itself be a list with commas.
  /// - Throws: `Failure(.usage)` for a name that is not known, or none.
  public init(names: [String], bleu: BLEUOptions = BLEUOptions()) throws {
    let single = names.flatMap { $0.lowercased().split(separator: ",").map(String.init) }
    for name in single where !MetricSelection.known.contains(name) {
      throw Failure(
        .usage, "unknown metric \(name)", at: "metrics", expected: MetricSelection.known.joined(separator: ", "))
    }
    if single.isEmpty {
      throw Failure(.usage, "no metric", at: "metrics", expected: MetricSelection.known.joined(separator: ", "))
    }
    self.names = Set(single).sorted()
    self.bleu = bleu
  }

  /// In the order of their names.
  public func metrics() -> [any Metric] { names.map { _ in BLEU(options: bleu) } }
}
