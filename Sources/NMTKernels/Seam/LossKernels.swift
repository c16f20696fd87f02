/// Rows of logits and the parameters of their label-smoothed cross-entropy (Szegedy et al. 2016, section 7): the target
/// has probability 1 − ε + ε/V, every other word ε/V.
package struct CrossEntropyRows {
  /// `[R, V]` without the bias; overwritten, with the gradient of the logits if one is wanted.
  package var logits: Matrix
  /// `[V]`, added to every row; nil for none.
  package var bias: UnsafePointer<Float>?
  /// `[R]` word ids.
  package var targets: UnsafePointer<Int32>
  /// ε of label smoothing.
  package var smoothing: Float
  /// Factor on the loss in its gradient; nil if no gradient is wanted.
  package var gradientScale: Float?
  /// `[V]`: the gradient of the bias is added to this.
  package var dBias: UnsafeMutablePointer<Float>?

  package init(
    logits: Matrix, bias: UnsafePointer<Float>? = nil, targets: UnsafePointer<Int32>, smoothing: Float,
    gradientScale: Float? = nil, dBias: UnsafeMutablePointer<Float>? = nil
  ) {
    self.logits = logits
    self.bias = bias
    self.targets = targets
    self.smoothing = smoothing
    self.gradientScale = gradientScale
    self.dBias = dBias
  }
}

/// The loss over a vocabulary.
package protocol LossKernels: Sendable {
  /// Returns the smoothed loss and −log p(target), each summed over rows in order.
  func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double)
}
