import CKernels

// Gradient norm and optimizers: plain calls to the functions of the instruction set.
extension CPUKernels {
  package func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double { table.pointee.sumOfSquares(x, n) }

  package func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>?, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int
  ) {
    let constants = ck_adam(
      rate: step.rate, beta1: step.beta1, beta2: step.beta2, epsilon: step.epsilon, correction1: step.correction1,
      correction2: step.correction2, weightDecay: step.weightDecay, gradientScale: step.gradientScale)
    table.pointee.adam(constants, gradient, value, m, v, n)
  }

  package func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>?,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int
  ) {
    table.pointee.momentum(rate, momentum, gradientScale, gradient, value, velocity, n)
  }

  package func blend(_ x: UnsafePointer<Float>, share: Float, into y: UnsafeMutablePointer<Float>, count n: Int) {
    table.pointee.blend(x, share, y, n)
  }
}
