import Foundation

/// Adam's constants for one update (Kingma & Ba 2015, algorithm 1), with bias corrections included.
package struct AdamStep: Sendable {
  package var rate: Float
  package var beta1: Float
  package var beta2: Float
  package var epsilon: Float
  /// 1 / (1 − β₁ᵗ).
  package var correction1: Float
  /// 1 / (1 − β₂ᵗ).
  package var correction2: Float
  /// Decoupled weight decay (Loshchilov & Hutter 2019), 0 for none.
  package var weightDecay: Float
  /// Factor on every gradient, for clipping and averaging.
  package var gradientScale: Float

  package init(
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float, correction2: Float, weightDecay: Float,
    gradientScale: Float
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.correction1 = correction1
    self.correction2 = correction2
    self.weightDecay = weightDecay
    self.gradientScale = gradientScale
  }

  /// The constants of one update.
  ///
  /// - Parameter update: number of the update, from 1; t in the paper.
  package init(
    update: Int, rate: Float, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double = 0,
    gradientScale: Double = 1
  ) {
    self.init(
      rate: rate, beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon),
      correction1: Float(1 / (1 - pow(beta1, Double(update)))),
      correction2: Float(1 / (1 - pow(beta2, Double(update)))),
      weightDecay: Float(weightDecay), gradientScale: Float(gradientScale))
  }
}

/// Updates of parameters, over n floats.
package protocol OptimizerKernels: Sendable {
  /// Σ x², in a fixed order, in double precision across blocks; NaN and infinity survive into the result.
  func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double
  /// Updates value, m and v in place (fused, bias-corrected). A nil gradient means zeros.
  func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>?, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int)
  /// v = μ·v + scale·g; value −= rate·v. A nil gradient means zeros.
  func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>?,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int)
  /// y += share · (x − y): a running average.
  func blend(_ x: UnsafePointer<Float>, share: Float, into y: UnsafeMutablePointer<Float>, count n: Int)
}
