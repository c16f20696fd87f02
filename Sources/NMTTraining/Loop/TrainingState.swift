package import NMTMetrics

/// Position of a run, apart from its weights; part of a checkpoint's header.
///
/// It contains no random generator: every random number of the run is a pure function of the seed and these counters.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Number of updates made; t in Adam.
  package var update = 0
  /// Number of updates made or skipped; selects the random numbers of dropout.
  package var attempt = 0
  /// Number of complete epochs.
  package var epoch = 0
  /// Batches of the current epoch already used.
  package var batch = 0
  /// Batches per epoch; 0 before the first update.
  package var batchesPerEpoch = 0
  /// Updates skipped because of an `UpdateFault`.
  package var skipped = 0
  package var skippedInARow = 0
  /// Seconds of training.
  package var elapsed = 0.0
  /// Processor seconds per thread, on average.
  package var processorSeconds = 0.0
  /// Target tokens trained on, including EOS.
  package var targetTokens = 0
  /// Lowers the learning rate by the validation loss.
  package var plateau = Patience()
  /// Stops early by the selected measure, negated where higher is better.
  package var selection = Patience()
  package var best: BestModel?
  /// Update of the last validation; −1 before the first.
  package var lastValidation = -1
  /// Updates or snapshots included in the averages.
  package var averaged = 0
  package var interval = Interval()
  /// Judges updates; remembers what it needs of earlier ones.
  package var watch = UpdateWatch()
  /// Number of rewinds to a checkpoint.
  package var rewinds = 0

  package init() {}

  /// True if a run could have reached every count; checked because counting continues from values in a file.
  package var isSound: Bool {
    let counts =
      [
        update, attempt, epoch, batch, batchesPerEpoch, skipped, skippedInARow, targetTokens, averaged, rewinds,
        plateau.waited, plateau.timesOut, selection.waited, selection.timesOut, best?.update ?? 0, interval.updates,
        interval.tokens,
      ] + watch.counts
    return counts.allSatisfy { 0...Self.mostOfAnything ~= $0 } && -1..<Self.mostOfAnything ~= lastValidation
      && elapsed >= 0 && processorSeconds >= 0 && interval.seconds >= 0
  }

  private static let mostOfAnything = 1 << 48

  /// Epochs including the fraction of the current one.
  package var exactEpoch: Double {
    batchesPerEpoch > 0 ? Double(epoch) + Double(batch) / Double(batchesPerEpoch) : Double(epoch)
  }

  /// Sums for the next progress line.
  package struct Interval: Codable, Sendable, Equatable {
    package var updates = 0
    package var loss = 0.0
    package var tokens = 0
    package var norm = 0.0
    package var seconds = 0.0
    /// Operations on real positions.
    package var operations = 0.0

    package init() {}
  }
}

/// The best model so far, which is in the model directory.
package struct BestModel: Codable, Sendable, Equatable {
  package var update: Int
  package var loss: Double
  package var bleu: Double?
  /// True if its weights are the averaged ones.
  package var isAveraged: Bool
  /// Statistics of the selecting metric per validation sentence, if significance is requested.
  package var rows: StatisticsRows?

  package init(update: Int, loss: Double, bleu: Double?, isAveraged: Bool) {
    self.update = update
    self.loss = loss
    self.bleu = bleu
    self.isAveraged = isAveraged
  }
}
