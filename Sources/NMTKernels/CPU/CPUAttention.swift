import CKernels

// Additive scores: shapes checked here, computed by the instruction set's functions.
extension CPUKernels {
  package func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    checkAdditive(queries, keys, scores)
    table.pointee.additiveScores(queries.c, keys.c, v, scores.c)
  }

  package func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {
    checkAdditive(queries, keys, dScores)
    checkSameShape(queries, dQueries, "additiveScoresBackward")
    checkSameShape(keys, dKeys, "additiveScoresBackward")
    table.pointee.additiveScoresBackward(queries.c, keys.c, v, dScores.c, dQueries.c, dKeys.c, dV)
  }
}
