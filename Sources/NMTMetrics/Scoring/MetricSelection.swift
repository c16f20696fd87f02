import NMTSystem

/// The metrics that a user named, each with its options.
public struct MetricSelection: Sendable {
  /// Metrics by the names that can be asked for.
  public enum Name: String, Sendable, CaseIterable {
    case bleu
    case chrf
    /// chrF with words up to bigrams as well.
    case chrfPlusPlus = "chrf++"
    case ter
  }

  /// As they were named, each once.
  public let names: [Name]
  public var bleu: BLEUOptions
  public var chrF: ChrFOptions
  public var ter: TEROptions

  /// - Parameter names: of metrics, in any case; each may itself be a list with commas.
  /// - Throws: `Failure(.usage)` for a name that is not known, or none.
  public init(
    names: [String], bleu: BLEUOptions = BLEUOptions(), chrF: ChrFOptions = ChrFOptions(),
    ter: TEROptions = TEROptions()
  ) throws {
    let words = names.flatMap { $0.lowercased().split(separator: ",").map(String.init) }
    let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
    if words.isEmpty { throw Failure(.usage, "no metric", at: "metrics", expected: known) }
    for word in words where Name(rawValue: word) == nil {
      throw Failure(.usage, "unknown metric \(word)", at: "metrics", expected: known)
    }
    var names = [Name]()
    for name in words.compactMap(Name.init) where !names.contains(name) { names.append(name) }
    self.names = names
    self.bleu = bleu
    self.chrF = chrF
    self.ter = ter
  }

  /// The metrics with their options; one that another name stands for as well, such as chrF with a word order of 2, once.
  ///
  /// - Parameter asNamed: in the order of `names`, as sacreBLEU's tests write them, else in that of `Name`.
  /// - Throws: a `Failure` if the model of BLEU's tokenizer cannot be read.
  public func metrics(asNamed: Bool = false) throws -> [any Metric] {
    var distinct = names
    let isChrF = { (name: Name) in name == .chrf || name == .chrfPlusPlus }
    if chrF.wordOrder >= 2, names.filter(isChrF).count == 2 { distinct.remove(at: names.lastIndex(where: isChrF)!) }
    return try (asNamed ? distinct : Name.allCases.filter(distinct.contains)).map { name in
      switch name {
      case .bleu: return try BLEU(loading: bleu)
      case .chrf: return ChrF(options: chrF)
      case .chrfPlusPlus:
        var options = chrF
        options.wordOrder = max(2, options.wordOrder)
        return ChrF(options: options)
      case .ter: return TER(options: ter)
      }
    }
  }
}
