// Gradient norm and optimizers, described once for all decorators.
extension KernelDecorator {
  package func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double {
    perform(.reduction, operations: 0, skipped: 0, KernelCall("sumOfSquares", [.reads("x", x, count: n)])) {
      base.sumOfSquares(x, count: n)
    }
  }

  package func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>?, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int
  ) {
    perform(
      .optimizer,
      KernelCall(
        "adam",
        [
          .reads("gradient", gradient, count: n), .updates("value", value, count: n), .updates("m", m, count: n),
          .updates("v", v, count: n),
        ])
    ) { base.adam(step, gradient: gradient, value: value, m: m, v: v, count: n) }
  }

  package func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>?,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int
  ) {
    perform(
      .optimizer,
      KernelCall(
        "momentum",
        [
          .reads("gradient", gradient, count: n), .updates("value", value, count: n),
          .updates("velocity", velocity, count: n),
        ])
    ) {
      base.momentum(
        rate: rate, momentum: momentum, gradientScale: gradientScale, gradient: gradient, value: value,
        velocity: velocity, count: n)
    }
  }

  package func blend(_ x: UnsafePointer<Float>, share: Float, into y: UnsafeMutablePointer<Float>, count n: Int) {
    perform(.optimizer, KernelCall("blend", [.reads("x", x, count: n), .updates("y", y, count: n)])) {
      base.blend(x, share: share, into: y, count: n)
    }
  }
}
