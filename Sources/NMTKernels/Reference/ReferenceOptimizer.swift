// Gradient norm and optimizers in plain loops.
extension ReferenceKernels {
  package func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double {
    var sum = 0.0
    for k in 0..<n { sum += Double(x[k]) * Double(x[k]) }
    return sum
  }

  package func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>?, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int
  ) {
    for k in 0..<n {
      let g = (gradient?[k] ?? 0) * step.gradientScale
      m[k] = step.beta1 * m[k] + (1 - step.beta1) * g
      v[k] = step.beta2 * v[k] + (1 - step.beta2) * g * g
      let direction = m[k] * step.correction1 / ((v[k] * step.correction2).squareRoot() + step.epsilon)
      value[k] -= step.rate * (direction + step.weightDecay * value[k])
    }
  }

  package func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>?,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int
  ) {
    for k in 0..<n {
      velocity[k] = momentum * velocity[k] + gradientScale * (gradient?[k] ?? 0)
      value[k] -= rate * velocity[k]
    }
  }

  package func blend(_ x: UnsafePointer<Float>, share: Float, into y: UnsafeMutablePointer<Float>, count n: Int) {
    for k in 0..<n { y[k] += share * (x[k] - y[k]) }
  }
}
