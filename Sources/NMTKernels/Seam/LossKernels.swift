/// Rows of logits and what their label-smoothed cross-entropy needs (Szegedy et al. 2016, section 7): the target's share
/// is 1 − ε + ε/V, every other word's ε/V.
package struct CrossEntropyRows {
  /// `[R, V]` without the bias; overwritten, with the gradient of the logits where one is wanted.
  package var logits: Matrix
  /// `[V]`, added to every row; nil for none.
  package var bias: UnsafePointer<Float>?
  /// R words.
  package var targets: UnsafePointer<Int32>
  /// ε.
  package var smoothing: Float
  /// The gradient is that of this factor times the loss; nil where none is wanted.
  package var gradientScale: Float?
  /// `[V]`: the gradient of the bias is added here.
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
  /// Returns the sums over rows of the smoothed loss and of −log p(target), added in row order.
  func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double)
}
