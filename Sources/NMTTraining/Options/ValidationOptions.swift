package import NMTSettings

/// Options of validation during training.
public struct ValidationOptions: Codable, Sendable, Equatable {
  /// Updates between validations; 0 for one after each epoch.
  public var every = 0
  /// Measure that selects the best model and decides early stopping.
  public var selectBy = Measure.auto
  /// Largest p-value of a better score's difference to the best so far, by paired bootstrap resampling (Koehn 2004) of
  /// the validation sentences, at which it makes a new best model; 0 to accept any better score.
  public var significance = 0.0
  /// Validations without a better model after which training stops.
  public var stopAfter = StopAfter.auto
  /// Number of validation sentences translated for BLEU; 0 for none.
  public var bleuLines = 500
  /// Hypotheses kept per sentence in these translations; 1 is greedy.
  public var beam = 1

  /// Options with their defaults: validation after each epoch, with 500 sentences translated.
  public init() {}

  /// Replaces `auto` with its meaning.
  package func resolved(for schedule: Schedule) -> ValidationOptions {
    var options = self
    options.stopAfter = stopAfter.resolved(for: schedule)
    if selectBy == .auto { options.selectBy = bleuLines > 0 ? .bleu : .loss }
    return options
  }
}

extension ValidationOptions: CheckedOptions {
  package static let rules: [OptionRule<ValidationOptions>] = [
    .range(\.every, 0...),
    .limit(\.stopAfter, "auto, or 0 or more") { $0.isAllowed },
    .range(\.bleuLines, 0...),
    .range(\.beam, 1...64),
    .range(\.significance, 0...1),
    .relation(\.significance, expected: "a metric for \(\.selectBy), and \(\.bleuLines) above 0") {
      $0.significance == 0 || ($0.selectBy != .loss && $0.bleuLines > 0)
    },
    .relation(\.selectBy, expected: "\(\.bleuLines) above 0") {
      [.auto, .loss].contains($0.selectBy) || $0.bleuLines > 0
    },
  ]
}
