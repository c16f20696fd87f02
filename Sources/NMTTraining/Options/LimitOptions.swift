package import NMTSettings

/// Limits of a run; the first one reached ends it.
public struct LimitOptions: Codable, Sendable, Equatable {
  /// Number of updates; 0 for no limit.
  public var maxUpdates = 0
  /// Number of epochs; 0 for no limit.
  public var maxEpochs = 0
  /// Time of the whole training by `clock`, including parts before a resume; 0 for no limit.
  ///
  /// A schedule that is fitted to a budget computes the rate from the elapsed time in whole seconds. So a run limited
  /// by wall time repeats bit for bit only with the rates of its log; a run limited by updates or epochs always does.
  public var budget = WallTime(seconds: 0)
  /// Clock of the budget and of a schedule fitted to it.
  public var clock = BudgetClock.wall

  /// Options without a limit.
  public init() {}

  /// True if the run has a fixed end.
  package var haveAny: Bool { maxUpdates > 0 || maxEpochs > 0 || budget.seconds > 0 }
}

extension LimitOptions: CheckedOptions {
  package static let rules: [OptionRule<LimitOptions>] = [
    .range(\.maxUpdates, 0...),
    .range(\.maxEpochs, 0...),
  ]
}
