import CKernels

// Elementwise kernels: plain calls to the functions of the instruction set.
extension CPUKernels {
  package func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int) {
    table.pointee.add(x, alpha, y, n)
  }

  package func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int) {
    table.pointee.scale(y, alpha, n)
  }

  package func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool
  ) {
    table.pointee.multiply(a, b, y, n, accumulate ? 1 : 0)
  }

  /// y = exp(x), elementwise, within 1.05 ulp. Not part of the protocol: softmax and the loss include it.
  package func exp(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    table.pointee.exp(x, y, n)
  }

  /// Within 2.6 ulp for all floats; infinities give ±1, NaN stays NaN.
  package func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    table.pointee.tanh(x, y, n)
  }

  package func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    table.pointee.tanhBackward(y, dy, dx, n)
  }

  /// Within 2.4 ulp for all floats; infinities give 0 and 1, NaN stays NaN.
  package func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    table.pointee.sigmoid(x, y, n)
  }

  package func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    table.pointee.sigmoidBackward(y, dy, dx, n)
  }

  package func dropoutMask(
    into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64
  ) {
    table.pointee.dropoutMask(y, n, dropoutThreshold(rate), 1 / (1 - rate), seed, stream)
  }

  package func dropout(_ y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64) {
    table.pointee.dropout(y, n, dropoutThreshold(rate), 1 / (1 - rate), seed, stream)
  }
}
