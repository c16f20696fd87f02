import Foundation

// Additive scores in plain loops.
extension ReferenceKernels {
  package func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    checkAdditive(queries, keys, scores)
    for t in 0..<queries.rows {
      for s in 0..<keys.rows {
        var sum = 0.0
        for k in 0..<keys.columns {
          sum += Double(v[k]) * Foundation.tanh(Double(queries.row(t)[k] + keys.row(s)[k]))
        }
        scores.row(t)[s] = Float(sum)
      }
    }
  }

  /// With a = tanh(query + key): dV += ds·a; dQueries and dKeys += ds·v·(1 − a²).
  package func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {
    checkAdditive(queries, keys, dScores)
    for t in 0..<queries.rows {
      for s in 0..<keys.rows {
        let ds = dScores.row(t)[s]
        for k in 0..<keys.columns {
          let a = Float(Foundation.tanh(Double(queries.row(t)[k] + keys.row(s)[k])))
          dV[k] += ds * a
          let d = ds * v[k] * (1 - a * a)
          dQueries.row(t)[k] += d
          dKeys.row(s)[k] += d
        }
      }
    }
  }
}
