import Foundation
import NMTCorpus
import NMTModelStore
import NMTModels
import NMTSystem
import NMTTensor
import NMTText

/// Start, save and end of a run.
extension Trainer {
  /// Prepares the model directory: `--force` discards an older run; a model without checkpoints is kept.
  static func prepare(_ checkpoints: CheckpointDirectory, _ request: TrainingRequest) throws {
    let log = TrainingLog.path(in: request.model)
    try refuseLink(checkpoints.path)
    try DurableFile.removeLeftovers(in: request.model)
    if request.force {
      try checkpoints.removeAll()
      guard unlink(log) == 0 || errno == ENOENT else { throw Failure.system("remove", log) }
    } else if try checkpoints.newestFirst().isEmpty, access("\(request.model)/\(ModelConfig.fileName)", F_OK) == 0 {
      throw Failure(
        .cannotCreate, "holds a model but no checkpoint to resume from", at: request.model,
        expected: "an empty directory", remedy: "name another --model, or overwrite it with --force")
    }
  }

  /// The header of a checkpoint of this run.
  static func header(
    _ request: TrainingRequest, _ data: DataDirectory, _ crew: ReplicaCrew, _ state: TrainingState
  ) -> Checkpoint {
    Checkpoint(
      state: state, run: RunIdentity(request),
      data: (data.hash, data.pipeline.sourceVocabularySize, data.pipeline.targetVocabularySize),
      parameters: crew.model.parameters.count, threads: request.options.threads)
  }

  /// Loads the newest intact checkpoint into `crew` and returns its state; the initial state if there is none.
  static func resume(
    _ crew: ReplicaCrew, _ checkpoints: CheckpointDirectory, _ header: Checkpoint, _ host: TrainingHost
  ) throws -> TrainingState {
    let warn = host.report
    let found = try checkpoints.load(into: sections(of: crew), warn: warn) { saved, path in
      try saved.requireSameRun(as: header, at: path)
      if saved.threads != header.threads || saved.ranks != header.ranks {
        warn(
          "note: trained with \(saved.threads) threads so far, now with \(header.threads): results will not be bit-identical"
        )
      }
      if saved.toolVersion != header.toolVersion {
        warn(
          "note: trained by version \(saved.toolVersion) so far, now by \(header.toolVersion): results may not be bit-identical"
        )
      }
    }
    guard let found else { return header.state }
    crew.average.taken = found.state.averaged
    crew.stateLoaded()
    return found.state
  }

  /// Every vector that a checkpoint holds.
  static func sections(of crew: ReplicaCrew) -> [(name: String, values: FlatSpan)] {
    let weights = FlatSpan(crew.model.parameters.values, count: crew.model.parameters.count)
    let names = crew.optimizer.momentNames + crew.average.names
    let vectors = crew.optimizer.moments + crew.average.vectors
    return [(name: "weights", values: weights)] + zip(names, vectors).map { (name: $0, values: FlatSpan($1)) }
  }

  func saveCheckpoint() throws {
    let start = spent
    crew.settle()
    readClocks()
    state.averaged = crew.average.taken
    try checkpoints.save(
      Self.header(request, data, crew, state), sections: Self.sections(of: crew), keep: options.keepCheckpoints,
      every: options.rewinds > 0 ? options.checkpointEvery : 0)
    lastSave = state.update
    reserve.save = spent - start
  }

  /// Saves and leaves because a stop was requested.
  func leave() throws -> TrainingOutcome {
    try saveCheckpoint()
    try writeCurves()
    say("stopped at update \(formatCount(state.update)): saved; run the same command to resume")
    return .stopped
  }

  /// Saves a checkpoint, then gives the newest weights their chance to become the best model.
  ///
  /// The last validation is not in the checkpoint: with a higher limit, the run resumes as if it had never ended.
  func finish(_ reason: String) throws -> TrainingOutcome {
    if lastSave != state.update { try saveCheckpoint() }
    if validator == nil {
      try saveModel(nil)
    } else if state.lastValidation != state.update, try !validate(isFinal: true) {
      say("stopped in the last validation; run the same command to repeat it")
      return .stopped
    }
    try writeCurves()
    guard validator == nil || state.best != nil else {
      throw Failure(
        .badConfiguration, "no validation gave a finite \(options.validation.selectBy.rawValue)", at: request.model,
        expected: "at least one", remedy: "start over with a lower --learning-rate")
    }
    var text = "finished after \(reason), \(formatDuration(elapsed))"
    if let best = state.best {
      text += ": best model at update \(formatCount(best.update))\(best.isAveraged ? ", averaged" : ""), "
      text += String(format: "validation loss %.4f, perplexity %.3f", best.loss, exp(best.loss))
      if let bleu = best.bleu { text += String(format: ", BLEU %.2f", bleu) }
    }
    say(text + "; \(formatCount(Machine.peakResidentBytes() >> 20)) MiB peak memory")
    if request.profile { tellProfile() }
    return .finished(reason)
  }

  func writeCurves() throws {
    guard !log.entries.isEmpty else { return }
    try DurableFile.write(CurvesSVG.picture(log.entries), to: request.model + "/curves.svg")
  }
}
