import NMTCorpus
package import NMTModels

extension ForwardOperations {
  /// Multiplications and additions of an update's products, forward and back, for real positions only: three times the
  /// forward ones.
  package func training(_ batch: UpdateBatch) -> Double {
    3 * batch.shares.joined().reduce(0) { $0 + self(Counts(sources: $1.sources, targets: $1.targets)) }
  }
}
