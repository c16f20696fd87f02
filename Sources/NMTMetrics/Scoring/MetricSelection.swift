import NMTSystem

/// The metrics that a user named, each with its options.
public struct MetricSelection: Sendable {
  /// Metrics by the names that can be asked for, in the order of the output.
  public enum Name: String, Sendable, CaseIterable {
    case bleu
    case chrf
  }

  public let names: [Name]
  public var bleu: BLEUOptions
  public var chrF: ChrFOptions

  /// - Parameter names: of metrics, in any case; each may itself be a list with commas.
  /// - Throws: `Failure(.usage)` for a name that is not known, or none.
  public init(names: [String], bleu: BLEUOptions = BLEUOptions(), chrF: ChrFOptions = ChrFOptions()) throws {
    let words = names.flatMap { $0.lowercased().split(separator: ",").map(String.init) }
    let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
    if words.isEmpty { throw Failure(.usage, "no metric", at: "metrics", expected: known) }
    for word in words where Name(rawValue: word) == nil {
      throw Failure(.usage, "unknown metric \(word)", at: "metrics", expected: known)
    }
    self.names = Name.allCases.filter { words.contains($0.rawValue) }
    self.bleu = bleu
    self.chrF = chrF
  }

  /// The metrics with their options, in the order of the output.
  public func metrics() -> [any Metric] {
    names.map { name in
      switch name {
      case .bleu: return BLEU(options: bleu)
      case .chrf: return ChrF(options: chrF)
      }
    }
  }
}
