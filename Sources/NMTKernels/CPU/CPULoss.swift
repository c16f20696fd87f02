import CKernels

// The loss: targets checked here, computed by the instruction set's functions.
extension CPUKernels {
  package func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) {
    checkTargets(rows)
    var work = ck_cross_entropy(
      logits: rows.logits.c, bias: rows.bias, targets: rows.targets, smoothing: rows.smoothing,
      backward: rows.gradientScale == nil ? 0 : 1, gradientScale: rows.gradientScale ?? 0, dBias: rows.dBias)
    let loss = table.pointee.crossEntropy(&work)
    return (loss.loss, loss.negativeLogLikelihood)
  }
}
