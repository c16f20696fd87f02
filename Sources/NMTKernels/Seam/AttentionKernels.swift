/// Attention scores that are not products.
package protocol AttentionKernels: Sendable {
  /// Additive scores of one sentence: score[t,s] = v · tanh(query[t] + key[s]) (Bahdanau et al. 2015, A.1.2).
  func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix)
  /// With a = tanh(query + key): dV += ds·a; dQueries and dKeys += ds·v·(1 − a²).
  func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>)
}
