import NMTModels

extension ForwardOperations {
  /// Multiplications and additions of an update's products, forward and back, real positions alone: three times the
  /// forward ones.
  package func training(_ batch: UpdateBatch) -> Double {
    var (sources, targets, pairs, sentences) = (0, 0, 0, 0)
    for part in batch.shares.joined() {
      sentences += part.count
      for (source, target) in zip(part.sources, part.targets) {
        sources += source.count + 1
        targets += target.count + 1
        pairs += (source.count + 1) * (target.count + 1)
      }
    }
    return 3 * self(sourceTokens: sources, targetTokens: targets, positionPairs: pairs, sentences: sentences)
  }
}
