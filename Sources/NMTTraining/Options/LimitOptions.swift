package import NMTSettings

/// When a run ends; whichever comes first.
public struct LimitOptions: Codable, Sendable, Equatable {
  /// Updates; 0 for no limit.
  public var maxUpdates = 0
  /// Passes over the training data; 0 for no limit.
  public var maxEpochs = 0
  /// Time of the whole training by `clock`, the parts before a resume included; 0 for no limit.
  ///
  /// A schedule that is fitted to a budget takes the rate from the time used so far, in whole seconds. So a run that is
  /// limited by wall time is repeated bit for bit only with the rates of its log; one limited by updates or epochs, always.
  public var budget = WallTime(seconds: 0)
  /// What the budget counts, also for the schedule that is fitted to it.
  public var clock = BudgetClock.wall

  /// Options without a limit.
  public init() {}

  /// Whether it is known when the run will be over.
  package var haveAny: Bool { maxUpdates > 0 || maxEpochs > 0 || budget.seconds > 0 }
}

extension LimitOptions: CheckedOptions {
  package static let rules: [OptionRule<LimitOptions>] = [
    .range(\.maxUpdates, 0...),
    .range(\.maxEpochs, 0...),
  ]
}
