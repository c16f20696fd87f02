import Foundation
import NMTSystem

/// The header of a checkpoint: everything about a run except its vectors.
package struct Checkpoint: CheckpointFile.Content, Sendable, Equatable {
  package var state: TrainingState
  /// Identity of the run, which must not change on resume.
  package var run: RunIdentity
  /// Hash of the data directory's manifest.
  package var dataHash: String
  package var sourceVocabulary: Int
  package var targetVocabulary: Int
  /// Floats of the parameter store.
  package var parameters: Int
  package var threads: Int
  package var ranks: Int
  package var toolVersion: String

  /// - Parameter data: hash of the data directory's manifest, and sizes of the source and target vocabularies.
  package init(
    state: TrainingState, run: RunIdentity,
    data: (hash: String, sourceVocabulary: Int, targetVocabulary: Int), parameters: Int, threads: Int, ranks: Int = 1
  ) {
    self.state = state
    self.run = run
    dataHash = data.hash
    sourceVocabulary = data.sourceVocabulary
    targetVocabulary = data.targetVocabulary
    self.parameters = parameters
    self.threads = threads
    self.ranks = ranks
    toolVersion = NMTSystem.toolVersion
  }

  package var isSound: Bool { state.isSound && parameters >= 0 && threads > 0 && ranks > 0 }

  /// Throws if this checkpoint belongs to a different run, naming the first field that differs.
  package func requireSameRun(as other: Checkpoint, at path: String) throws {
    if dataHash != other.dataHash { throw differs(path, "data", dataHash, other.dataHash) }
    if sourceVocabulary != other.sourceVocabulary {
      throw differs(path, "source vocabulary", "\(sourceVocabulary)", "\(other.sourceVocabulary)")
    }
    if targetVocabulary != other.targetVocabulary {
      throw differs(path, "target vocabulary", "\(targetVocabulary)", "\(other.targetVocabulary)")
    }
    if let first = run.difference(from: other.run) { throw differs(path, first.name, first.saved, first.asked) }
    if parameters != other.parameters { throw differs(path, "parameters", "\(parameters)", "\(other.parameters)") }
  }

  private func differs(_ path: String, _ field: String, _ saved: String, _ asked: String) -> Failure {
    Failure(
      .badConfiguration, "\(field) is \(asked)", at: path, expected: "\(saved), as when this run began",
      remedy: "give the same value, name another --model, or start over with --force")
  }

  /// One line about the file, after verifying all its checksums; for nmt-inspect.
  package static func summary(_ path: String) throws -> String {
    let (checkpoint, sections, _) = try CheckpointFile.read(Checkpoint.self, from: path)
    let state = checkpoint.state
    var text = "update \(formatCount(state.update)), epoch \(String(format: "%.2f", state.exactEpoch))"
    text += ", \(formatDuration(state.elapsed)) of training, \(formatCount(state.targetTokens)) target tokens"
    if let best = state.best {
      text += ", best at update \(formatCount(best.update)) with loss \(String(format: "%.4f", best.loss))"
    }
    text +=
      ", \(formatCount(checkpoint.parameters)) floats × \(sections.count) vectors (\(sections.keys.sorted().joined(separator: ", ")))"
    return text + ", \(checkpoint.threads) threads, version \(checkpoint.toolVersion)"
  }
}
