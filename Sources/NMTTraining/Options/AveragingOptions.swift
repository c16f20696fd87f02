package import NMTSettings

/// Weights averaged over time: validated beside the newest ones, and the better of the two is kept.
public struct AveragingOptions: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case none
    /// a = d·a + (1−d)·w after each update (Polyak & Juditsky 1992, the exponential form).
    case exponential
    /// The mean of the weights at the last validations (Junczys-Dowmunt et al. 2016).
    case snapshots
  }
  public var kind = Kind.exponential
  /// d of `exponential`; smaller in the first updates: t/(10+t).
  public var decay = 0.998
  /// How many validations' weights `snapshots` averages; each takes the memory of one model.
  public var snapshots = 4

  public init() {}
}

extension AveragingOptions: CheckedOptions {
  package static let rules: [OptionRule<AveragingOptions>] = [
    .range(\.decay, .between(0, 1)),
    .range(\.snapshots, 1...64),
  ]
}
