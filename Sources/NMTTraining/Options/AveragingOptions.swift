package import NMTSettings

/// Averaging of weights over time: average and newest weights are both validated, and the better ones are kept.
public struct AveragingOptions: Codable, Sendable, Equatable {
  /// Methods of averaging weights.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// No average: only the newest weights are validated.
    case none
    /// a = d·a + (1−d)·w after each update (Polyak & Juditsky 1992, the exponential form).
    case exponential
    /// The mean of the weights at the last validations (Junczys-Dowmunt et al. 2016).
    case snapshots
  }
  /// Method of averaging; default `exponential`.
  public var kind = Kind.exponential
  /// d of `exponential`, capped at t/(10+t) in the first updates. Between 0 and 1, default 0.998.
  public var decay = 0.998
  /// Number of validations whose weights `snapshots` averages; each takes the memory of one model. 1 to 64, default 4.
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
