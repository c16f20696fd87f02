import NMTModels

extension ForwardOperations {
  /// Multiplications and additions of an update's products, forward and back, real positions alone: three times the
  /// forward ones.
  ///
  /// - Parameter eachOccurrence: whether those count that sharing a word's first product saves.
  package func training(_ batch: UpdateBatch, eachOccurrence: Bool = false) -> Double {
    3
      * batch.shares.joined().reduce(0) { sum, share in
        let counts = Counts(sources: share.sources, targets: share.targets)
        return sum + self(eachOccurrence ? counts.withEachOccurrence : counts)
      }
  }
}
