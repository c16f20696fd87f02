import Foundation
import NMTSystem

/// Which seconds count against the budget.
public enum BudgetClock: String, Codable, Sendable, CaseIterable {
  /// Wall-clock time.
  case wall
  /// Processor time of this process divided by its number of threads: on a machine shared with others, a run gets as
  /// much done as on an idle one.
  case cpu
}

/// Seconds of a monotonic clock and of processor time.
struct ClockReading {
  var wall: Double
  var processor: Double

  static func now() -> ClockReading {
    ClockReading(wall: SystemClock.monotonic.seconds, processor: SystemClock.process.seconds)
  }
}

/// Time that a run has taken, including parts before a resume.
extension Trainer {
  /// Wall-clock seconds.
  var elapsed: Double { began.saved.wall + SystemClock.monotonic.seconds - began.now.wall }

  /// Processor seconds per thread, on average.
  var processorSeconds: Double {
    began.saved.processor + (ClockReading.now().processor - began.now.processor) / Double(options.threads)
  }

  /// Seconds by the clock of the budget.
  var spent: Double { options.limits.clock == .wall ? elapsed : processorSeconds }

  /// Copies the clocks into the state.
  func readClocks() {
    state.elapsed = elapsed
    state.processorSeconds = processorSeconds
  }

  /// Used share of the nearest limit, 0 … 1; time in whole seconds.
  var fractionDone: Double {
    let limits = options.limits
    var fraction = 0.0
    if limits.maxUpdates > 0 { fraction = Double(state.update) / Double(limits.maxUpdates) }
    if limits.maxEpochs > 0 { fraction = max(fraction, state.exactEpoch / Double(limits.maxEpochs)) }
    if limits.budget.seconds > 0 {
      let spent = limits.clock == .wall ? state.elapsed : state.processorSeconds
      fraction = max(fraction, spent.rounded(.down) / limits.budget.seconds)
    }
    return min(1, fraction)
  }

  /// The limit that is reached; nil if training continues.
  var limitReached: String? {
    let limits = options.limits
    if limits.maxUpdates > 0, state.update >= limits.maxUpdates { return "\(formatCount(state.update)) updates" }
    if limits.maxEpochs > 0, state.epoch >= limits.maxEpochs { return "\(state.epoch) epochs" }
    if limits.budget.seconds > 0, spent + reserve.validation + reserve.save >= limits.budget.seconds {
      return "the budget of \(limits.budget.text)" + (limits.clock == .cpu ? " of processor time" : "")
    }
    if options.validation.stopAfter.isReached(by: state.selection.waited) {
      return "\(state.selection.waited) validations without a better model"
    }
    return nil
  }

  /// Wall-clock seconds until the first limit, at the average speed of the run.
  var secondsLeft: Double? {
    let limits = options.limits
    var left: [Double] = []
    if limits.budget.seconds > 0, spent > 0 {
      left.append(max(0, limits.budget.seconds - spent) * (elapsed / spent))
    }
    let updates = [
      limits.maxUpdates > 0 ? limits.maxUpdates - state.update : nil,
      limits.maxEpochs > 0 && state.batchesPerEpoch > 0 ? updatesUntil(epoch: limits.maxEpochs) : nil,
    ]
    for count in updates.compactMap({ $0 }) where state.update > 0 {
      left.append(elapsed / Double(state.update) * Double(max(0, count)))
    }
    return left.min()
  }

  private func updatesUntil(epoch: Int) -> Int {
    Int(
      ((Double(epoch) - state.exactEpoch) * Double(state.batchesPerEpoch) / Double(options.batches.accumulation))
        .rounded(.up))
  }
}
