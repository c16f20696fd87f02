import Foundation
package import NMTSettings

/// Course of the learning rate from the first update to the last.
public enum ScheduleKind: String, Codable, Sendable, CaseIterable {
  /// `cosine` if the run has an end to fit (a budget, or a limit on updates or epochs), else `plateau`.
  case automatic = "auto"
  /// The base rate after warm-up.
  case constant
  /// Multiplied by `plateauFactor` after `plateauPatience` validations without a lower validation loss.
  case plateau
  /// base · √(warm-up / update) after warm-up (Vaswani et al. 2017, section 5.3).
  case inverseSquareRoot = "inverse-sqrt"
  /// Straight line from base to minimum over the run.
  case linear
  /// Half a cosine from base to minimum over the run (Loshchilov & Hutter 2017, eq. 5, without restarts).
  case cosine
}

/// Options of the learning rate.
public struct ScheduleOptions: Codable, Sendable, Equatable {
  /// Shape of the schedule; default `automatic`.
  public var kind = ScheduleKind.automatic
  /// Highest rate, reached at the end of the warm-up; above 0, default 0.0015.
  public var learningRate = 1.5e-3
  /// Lower bound of the rate for every schedule; default 1e-6.
  public var minimumLearningRate = 1e-6
  /// Updates during which the rate climbs linearly from 0; 0 for none, default 200.
  public var warmup = 200
  /// Factor by which `plateau` multiplies the rate; between 0 and 1, default 0.5.
  public var plateauFactor = 0.5
  /// Validations in a row without a lower loss before the rate falls; 1 or more, default 1.
  public var plateauPatience = 1

  /// Options with their defaults: 0.0015 after 200 updates of warm-up.
  public init() {}
}

extension ScheduleOptions: CheckedOptions {
  package static let rules: [OptionRule<ScheduleOptions>] = [
    .range(\.learningRate, .above(0)),
    .range(\.minimumLearningRate, 0...),
    .range(\.warmup, 0...),
    .range(\.plateauFactor, .between(0, 1)),
    .range(\.plateauPatience, 1...),
  ]
}

/// The learning rate as a pure function of the run's position, without any memory.
package struct Schedule: Sendable {
  package let options: ScheduleOptions
  package let kind: ScheduleKind

  package init(_ options: ScheduleOptions, ends: Bool) {
    self.options = options
    kind = options.kind == .automatic ? (ends ? .cosine : .plateau) : options.kind
  }

  /// True if the rate reaches its minimum at the end of the run.
  package var isFitted: Bool { kind == .linear || kind == .cosine }

  /// - Parameters:
  ///   - update: number of the next update, from 1.
  ///   - fraction: used share of the run's limit, 0 … 1.
  ///   - reductions: number of times that the plateau has lowered the rate.
  package func rate(update: Int, fraction: Double, reductions: Int) -> Double {
    let base = options.learningRate
    let floor = min(options.minimumLearningRate, base)
    if update < options.warmup { return base * Double(update) / Double(options.warmup) }
    switch kind {
    case .constant, .automatic:
      return base
    case .plateau:
      return max(floor, base * pow(options.plateauFactor, Double(reductions)))
    case .inverseSquareRoot:
      return max(floor, base * (Double(max(options.warmup, 1)) / Double(update)).squareRoot())
    case .linear:
      return floor + (base - floor) * (1 - min(1, max(0, fraction)))
    case .cosine:
      return floor + (base - floor) * 0.5 * (1 + cos(Double.pi * min(1, max(0, fraction))))
    }
  }
}
