// Additive scores and the loss, described once for all decorators.
extension KernelDecorator {
  package func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    let (T, S, H) = (queries.rows, keys.rows, keys.columns)
    perform(
      .attention, operations: 2 * Double(T) * Double(S) * Double(H), skipped: (),
      KernelCall(
        "additiveScores",
        [
          .reads("queries", queries, T, H), .reads("keys", keys, S, H), .reads("v", v, count: H),
          .overwrites("scores", scores, T, S),
        ])
    ) { base.additiveScores(queries: queries, keys: keys, v: v, into: scores) }
  }

  package func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {
    let (T, S, H) = (queries.rows, keys.rows, keys.columns)
    perform(
      .attention,
      KernelCall(
        "additiveScoresBackward",
        [
          .reads("queries", queries, T, H), .reads("keys", keys, S, H), .reads("v", v, count: H),
          .reads("dScores", dScores, T, S), .updates("dQueries", dQueries, T, H), .updates("dKeys", dKeys, S, H),
          .updates("dV", dV, count: H),
        ])
    ) {
      base.additiveScoresBackward(
        queries: queries, keys: keys, v: v, dScores: dScores, dQueries: dQueries, dKeys: dKeys, dV: dV)
    }
  }

  package func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) {
    let (R, V) = (rows.logits.rows, rows.logits.columns)
    return perform(
      .loss, operations: 0, skipped: (0, 0),
      KernelCall(
        "crossEntropy",
        [
          .updates("logits", rows.logits, R, V), .reads("bias", rows.bias, count: V),
          .ids("targets", rows.targets, count: R, rows: V), .updates("dBias", rows.dBias, count: V),
        ])
    ) { base.crossEntropy(rows) }
  }
}
