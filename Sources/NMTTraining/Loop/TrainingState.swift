package import NMTMetrics

/// Where a run stands, beside its weights; part of a checkpoint's header.
///
/// There is no generator among it: every random number of the run is a pure function of the seed and of the counters here.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Updates made; Adam's t.
  package var update = 0
  /// Updates made or skipped; names the random numbers of dropout.
  package var attempt = 0
  /// Passes over the corpus that are complete.
  package var epoch = 0
  /// Batches of the current pass that are used up.
  package var batch = 0
  /// Batches of a whole pass; 0 before the first update.
  package var batchesPerEpoch = 0
  /// Updates left out because of an `UpdateFault`.
  package var skipped = 0
  package var skippedInARow = 0
  /// Seconds of training.
  package var elapsed = 0.0
  /// Processor seconds per thread, on average.
  package var processorSeconds = 0.0
  /// Target tokens trained on, eos included.
  package var targetTokens = 0
  /// Lowers the learning rate by the validation loss.
  package var plateau = Patience()
  /// Stops early by the selected measure, negated where higher is better.
  package var selection = Patience()
  package var best: BestModel?
  /// Update of the last validation; −1 before the first.
  package var lastValidation = -1
  /// Updates or snapshots in the averages.
  package var averaged = 0
  package var interval = Interval()
  /// The running loss; observed only where the run may go back to a checkpoint.
  package var watch = LossWatch()
  /// How often the run went back to a checkpoint.
  package var rewinds = 0

  package init() {}

  /// Whether a run can have reached every count: counting continues from what a file says.
  package var isSound: Bool {
    let counts = [
      update, attempt, epoch, batch, batchesPerEpoch, skipped, skippedInARow, targetTokens, averaged, rewinds,
      plateau.waited, plateau.timesOut, selection.waited, selection.timesOut, best?.update ?? 0, interval.updates,
      interval.tokens, watch.count,
    ]
    return counts.allSatisfy { 0...Self.mostOfAnything ~= $0 } && -1..<Self.mostOfAnything ~= lastValidation
      && elapsed >= 0 && processorSeconds >= 0 && interval.seconds >= 0
  }

  private static let mostOfAnything = 1 << 48

  /// Passes over the corpus, with the part of the current one.
  package var exactEpoch: Double {
    batchesPerEpoch > 0 ? Double(epoch) + Double(batch) / Double(batchesPerEpoch) : Double(epoch)
  }

  /// What the next progress line sums up.
  package struct Interval: Codable, Sendable, Equatable {
    package var updates = 0
    package var loss = 0.0
    package var tokens = 0
    package var norm = 0.0
    package var seconds = 0.0
    /// Useful operations.
    package var operations = 0.0

    package init() {}
  }
}

/// The best model so far: the one in the model directory.
package struct BestModel: Codable, Sendable, Equatable {
  package var update: Int
  package var loss: Double
  package var bleu: Double?
  /// Whether it is the averaged weights.
  package var isAveraged: Bool
  /// What the selecting metric counted in each validation sentence, where significance is asked for.
  package var rows: StatisticsRows?

  package init(update: Int, loss: Double, bleu: Double?, isAveraged: Bool) {
    self.update = update
    self.loss = loss
    self.bleu = bleu
    self.isAveraged = isAveraged
  }
}
