package import NMTSettings

/// Weights averaged over time: validated beside the newest ones, and the better of the two is kept.
public struct AveragingOptions: Codable, Sendable, Equatable {
  /// Ways to average weights.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// No average: only the newest weights are validated.
    case none
    /// a = d·a + (1−d)·w after each update (Polyak & Juditsky 1992, the exponential form).
    case exponential
    /// The mean of the weights at the last validations (Junczys-Dowmunt et al. 2016).
    case snapshots
  }
  /// Way to average; default `exponential`.
  public var kind = Kind.exponential
  /// d of `exponential`; smaller in the first updates: t/(10+t). Between 0 and 1, default 0.998.
  public var decay = 0.998
  /// Validations whose weights `snapshots` averages; each takes the memory of one model. 1 to 64, default 4.
  public var snapshots = 4

  /// Options with their defaults: an exponential average.
  public init() {}
}

extension AveragingOptions: CheckedOptions {
  package static let rules: [OptionRule<AveragingOptions>] = [
    .range(\.decay, .between(0, 1)),
    .range(\.snapshots, 1...64),
  ]
}
