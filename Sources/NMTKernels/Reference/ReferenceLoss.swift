import Foundation

// The loss in plain loops.
extension ReferenceKernels {
  package func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) {
    checkTargets(rows)
    let V = rows.logits.columns
    let smoothing = Double(rows.smoothing)
    var (loss, negativeLogLikelihood) = (0.0, 0.0)
    for r in 0..<rows.logits.rows {
      let (row, target) = (rows.logits.row(r), Int(rows.targets[r]))
      if let bias = rows.bias { for k in 0..<V { row[k] += bias[k] } }
      let normalizer = logSumExp(row, count: V)
      var sum = 0.0
      for k in 0..<V { sum += Double(row[k]) }
      let nll = normalizer - Double(row[target])
      negativeLogLikelihood += nll
      loss += (1 - smoothing) * nll + smoothing * (normalizer - sum / Double(V))
      guard let gradientScale = rows.gradientScale else { continue }
      for k in 0..<V {
        let wanted = smoothing / Double(V) + (k == target ? 1 - smoothing : 0)
        row[k] = Float(Double(gradientScale) * (exp(Double(row[k]) - normalizer) - wanted))
        if let dBias = rows.dBias { dBias[k] += row[k] }
      }
    }
    return (loss, negativeLogLikelihood)
  }
}
