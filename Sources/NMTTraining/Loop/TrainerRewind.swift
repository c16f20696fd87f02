import Foundation
import NMTSystem

/// Rewinding a diverged run to its last good checkpoint, with a lower rate.
///
/// Decisions depend only on the checkpoints and the state, so a run that is stopped, or killed during a rewind, takes
/// the same turns as an uninterrupted one. For this reason the run rewinds only to checkpoints at multiples of
/// `checkpoint-every`, not to those saved on a signal.
extension Trainer {
  /// Factor on the rate for each rewind.
  static let rewindFactor = 0.5

  /// Notes an update that was applied, and rewinds if the run has diverged and may rewind.
  ///
  /// - Parameter loss: per target token.
  func watch(loss: Double, norm: Double) throws {
    guard state.watch.observe(loss: loss, norm: norm), options.rewinds > 0 else { return }
    let text = String(format: "the loss rose from %.2f to %.2f", state.watch.lowest ?? 0, state.watch.mean)
    guard try rewind(text) else {
      throw Failure(
        .badConfiguration, "training has diverged: \(text), after going back \(state.rewinds) times",
        at: request.model, expected: "a falling loss",
        remedy: "start over with a lower --learning-rate or a longer --warmup; the checkpoints are intact")
    }
  }

  /// Rewinds; returns false if rewinding is off, was done often enough, or has no checkpoint to return to.
  func rewind(_ reason: String) throws -> Bool {
    let done = state.rewinds
    guard done < options.rewinds, let target = try rewindTarget() else { return false }
    let (from, best, selection) = (state.update, state.best, state.selection)
    try checkpoints.remove(after: target)
    state = try Self.resume(crew, checkpoints, Self.header(request, data, crew, state), host)
    // The best model is kept in the model directory, independent of the run's position.
    (state.best, state.selection, state.rewinds) = (best, selection, done + 1)
    state.skippedInARow = 0
    try saveCheckpoint()
    feed.close()
    feed = try Self.feed(data, options, from: state)
    log = try TrainingLog(path: log.path, upTo: state)
    host.report(
      "warning: training has diverged at update \(formatCount(from)): \(reason); back to update "
        + "\(formatCount(state.update)), learning rate times \(pow(Self.rewindFactor, Double(done + 1)))")
    return true
  }

  /// The newest checkpoint of a sound run, or the oldest checkpoint if none is sound.
  private func rewindTarget() throws -> Int? {
    let places = try checkpoints.updates().filter { $0 % options.checkpointEvery == 0 }
    let sound = places.first { update in
      let head = try? CheckpointFile.readHead(Checkpoint.self, from: checkpoints.file(update: update))
      return head?.state.watch.isSound == true
    }
    return sound ?? places.last
  }
}
