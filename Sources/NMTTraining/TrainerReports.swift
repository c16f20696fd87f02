import Foundation
import NMTSystem

/// What a run says on stderr and writes into its logs.
extension Trainer {
  /// Model, data, options and the memory that it will take, before the first update.
  func introduce() throws {
    if let largest = feed.largest() { crew.rehearse(largest) } else { throw noPairs() }
    let model = crew.model
    let manifest = data.manifest
    say(
      "data: \(formatCount(data.train.count)) training and \(formatCount(data.validation.count)) validation pairs, "
        + "vocabularies of \(formatCount(manifest.sourceVocabulary)) and \(formatCount(manifest.targetVocabulary))"
        + (manifest.isVocabularyShared ? " (joint)" : ""))
    say("options: " + Setting.all.map { "\($0.name)=\($0.read(request))" }.joined(separator: " "))
    let bytes = predictedBytes
    say(
      "model: \(formatCount(model.parameters.parameterCount)) parameters; memory: about \(formatCount(bytes >> 20)) MiB, "
        + "of which workspaces \(formatCount(crew.workspaceBytes >> 20)) MiB in \(options.threads) "
        + (options.threads == 1 ? "replica" : "replicas"))
    if bytes > Machine.memoryBytes {
      writeMessage(
        "nmt-train: warning: this machine gives only \(formatCount(Machine.memoryBytes >> 20)) MiB; take a smaller "
          + "--batch-sentences, --max-length or --preset")
    }
    if state.update > 0 {
      say("going on from update \(formatCount(state.update)), epoch \(String(format: "%.2f", state.exactEpoch))")
    }
  }

  /// Weights, their packed forms, gradients, optimiser, averages (and the copy that a validation makes), and the
  /// workspaces after a rehearsal of the largest update.
  private var predictedBytes: Int {
    let vector = crew.model.parameters.count * 4
    let copies = 1 + 2 + options.threads + crew.optimizer.moments.count
    let averages = crew.average.vectors.isEmpty ? 0 : crew.average.vectors.count + 1
    return vector * (copies + averages) + crew.workspaceBytes + Self.programBytes
  }

  /// The program itself with its libraries and text pipeline, roughly.
  private static let programBytes = 80 << 20

  private func noPairs() -> Failure {
    Failure(
      .badData, "no training pair has at most \(options.batches.maximumLength) subwords a side", at: data.path,
      expected: "one at least", remedy: "raise --max-length")
  }

  /// The line and the log entry of an interval.
  func report() throws {
    let interval = state.interval
    state.interval = TrainingState.Interval()
    let loss = interval.loss / Double(max(interval.tokens, 1))
    var entry = LogEntry(
      .training, update: state.update, epoch: state.epoch, elapsed: state.elapsed, learningRate: rate(of: state.update),
      loss: loss, perplexity: exp(loss))
    entry.tokensPerSecond = Double(interval.tokens) / max(interval.seconds, 1e-9)
    entry.gradientNorm = interval.norm / Double(max(interval.updates, 1))
    entry.skipped = state.skipped
    try append(entry)
    var line = "update \(formatCount(state.update)), epoch " + String(format: "%.2f", state.exactEpoch)
    line += String(format: ", loss %.4f", loss)
    line += ", \(formatCount(Int(entry.tokensPerSecond ?? 0))) tokens/s"
    line += String(format: ", gradient %.3f, rate %.3g", entry.gradientNorm ?? 0, entry.learningRate)
    if state.skipped > 0 { line += ", skipped \(state.skipped)" }
    if let left = secondsLeft { line += ", \(formatDuration(left)) left" }
    say(line)
  }

  /// The line and the log entry of a validation.
  func tell(_ newest: ValidationScores, _ averaged: ValidationScores?, isBest: Bool) throws {
    var entry = LogEntry(
      .validation, update: state.update, epoch: state.epoch, elapsed: elapsed, learningRate: rate(of: state.update),
      loss: newest.loss, perplexity: exp(newest.loss))
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
  }

  private func append(_ entry: LogEntry) throws {
    try log.append(entry)
    try board?.append(entry, time: Date().timeIntervalSince1970)
  }

  /// Until the first limit, at the speed of the run so far.
  private var secondsLeft: Double? {
    let limits = options.limits
    var left: [Double] = []
    if limits.budget.seconds > 0 { left.append(max(0, limits.budget.seconds - elapsed)) }
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

  /// A line on stderr, unless `--quiet`.
  func say(_ line: String) {
    if !request.quiet { writeMessage("nmt-train: \(line)") }
  }
}
