/// Some sentence pairs as plain integers: what training turns into a `SequenceBatch`.
///
/// No bos and no eos: the model's side adds them. `sources[b]` and `targets[b]` are one pair.
package struct ParallelBatch: Sendable, Equatable {
  /// B sequences of subword ids, each of its own length S.
  package var sources: [[Int32]]
  /// B sequences of subword ids, each of its own length T.
  package var targets: [[Int32]]

  package init(sources: [[Int32]], targets: [[Int32]]) {
    precondition(sources.count == targets.count, "ParallelBatch: \(sources.count) sources, \(targets.count) targets")
    self.sources = sources
    self.targets = targets
  }

  /// B.
  package var count: Int { sources.count }
}
