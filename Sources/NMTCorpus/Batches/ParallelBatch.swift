/// Sentence pairs as plain integers, from which training makes a `SequenceBatch`.
///
/// Without BOS and EOS, which the model adds. `sources[b]` and `targets[b]` form one pair.
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

  /// Number of pairs, B.
  package var count: Int { sources.count }
}
