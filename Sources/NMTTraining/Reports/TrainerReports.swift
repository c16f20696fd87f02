import Foundation
import NMTCorpus
import NMTKernels
import NMTModels
import NMTSettings
import NMTSystem
import NMTTensor

/// Messages and log entries of a run.
extension Trainer {
  /// Reports data, options, model and forecast memory before the first update.
  func introduce() throws {
    let model = crew.model
    let manifest = data.manifest
    say(
      "data: \(formatCount(data.train.count)) training and \(formatCount(data.validation.count)) validation pairs, "
        + "vocabularies of \(formatCount(manifest.sourceVocabulary)) and \(formatCount(manifest.targetVocabulary))"
        + (manifest.isVocabularyShared ? " (joint)" : ""))
    say(
      "options: "
        + TrainingSetting.all.map { ($0.name, $0.read(request)) }.filter { !$0.1.isEmpty }
        .map { "\($0)=\($1)" }.joined(separator: " "))
    say("products: \(model.parameters.kernels.name)")
    say(
      "model: \(formatCount(model.parameters.parameterCount)) parameters; memory: about \(formatCount(memory.peak >> 20)) "
        + "MiB at most, including \(formatCount(memory.replicas >> 20)) MiB of workspaces in \(options.threads) "
        + (options.threads == 1 ? "replica" : "replicas"))
    if let asked = request.batchesAsked, asked != options.batches {
      say("memory: batches of \(options.batches.text) instead of \(asked.text), to stay within \(options.memory.text)")
    }
    if memory.peak > Machine.memoryBytes {
      host.report(
        "warning: this machine has only \(formatCount(Machine.memoryBytes >> 20)) MiB; lower --memory, "
          + "or use a smaller --max-length or --preset")
    }
    if state.update > 0 {
      say("resuming from update \(formatCount(state.update)), epoch \(String(format: "%.2f", state.exactEpoch))")
    }
  }

  /// Reports an interval as a line and a log entry.
  func report() throws {
    let interval = state.interval
    state.interval = TrainingState.Interval()
    let loss = interval.loss / Double(max(interval.tokens, 1))
    var entry = LogEntry(
      .training, update: state.update, epoch: state.epoch, elapsed: state.elapsed, learningRate: rate(of: state.update),
      loss: loss, perplexity: exp(loss))
    entry.tokensPerSecond = Double(interval.tokens) / max(interval.seconds, 1e-9)
    entry.gflops = interval.operations / max(interval.seconds, 1e-9) / 1e9
    entry.processorSeconds = state.processorSeconds
    entry.gradientNorm = interval.norm / Double(max(interval.updates, 1))
    entry.skipped = state.skipped
    entry.rewinds = state.rewinds > 0 ? state.rewinds : nil
    if let watched = crew.stateGradients {
      entry.stateGradients = Dictionary(uniqueKeysWithValues: watched.layers.map { ($0, watched.norms($0)) })
      watched.reset()
    }
    try append(entry)
    var line = "update \(formatCount(state.update)), epoch " + String(format: "%.2f", state.exactEpoch)
    line += String(format: ", loss %.4f", loss)
    line += ", \(formatCount(Int(min(entry.tokensPerSecond ?? 0, 1e12)))) tokens/s"
    if let gflops = entry.gflops { line += String(format: ", %.1f GFLOP/s", gflops) }
    line += String(format: ", gradient %.3f, rate %.3g", entry.gradientNorm ?? 0, entry.learningRate)
    if state.skipped > 0 { line += ", skipped \(state.skipped)" }
    if let left = secondsLeft { line += ", \(formatDuration(left)) left" }
    say(line)
  }

  /// Reports a validation as a line and a log entry.
  func tell(_ newest: ValidationScores, _ averaged: ValidationScores?, isBest: Bool) throws {
    var entry = LogEntry(
      .validation, update: state.update, epoch: state.epoch, elapsed: elapsed, learningRate: rate(of: state.update),
      loss: newest.loss, perplexity: exp(newest.loss))
    entry.processorSeconds = processorSeconds
    entry.bleu = newest.bleu
    entry.averagedLoss = averaged?.loss
    entry.averagedBLEU = averaged?.bleu
    entry.isBest = isBest
    try append(entry)
    try writeCurves()
    var line = "validation at update \(formatCount(state.update)), epoch " + String(format: "%.2f", state.exactEpoch)
    line += ": " + text(newest)
    if let averaged { line += "; averaged: " + text(averaged) }
    say(line + (isBest ? "; the best so far" : "") + ", after \(formatDuration(elapsed))")
  }

  private func text(_ scores: ValidationScores) -> String {
    let text = String(format: "loss %.4f, perplexity %.3f", scores.loss, exp(scores.loss))
    return text + (scores.bleu.map { String(format: ", BLEU %.2f", $0) } ?? "")
      + (scores.translations?.other.map { String(format: ", \($0.name) %.2f", $0.value) } ?? "")
  }

  private func append(_ entry: LogEntry) throws {
    try log.append(entry)
    try board?.append(entry, time: Date().timeIntervalSince1970)
  }

  /// Reports how all workers spent the time of this process's updates; also with `--quiet`.
  func tellProfile() {
    let times = crew.workTimes
    host.report(String(format: "profile of %.1f worker seconds in updates", times.total))
    for (kind, share) in times.table {
      host.report(String(format: "%6.1f %%  ", 100 * share) + kind.label)
    }
  }

  /// Reports a message, unless `--quiet`.
  func say(_ line: String) {
    if !request.quiet { host.report(line) }
  }
}
