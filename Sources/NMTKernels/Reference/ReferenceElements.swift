import Foundation

// Elementwise kernels in plain loops.
extension ReferenceKernels {
  package func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int) {
    for k in 0..<n { y[k] += alpha * x[k] }
  }

  package func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int) {
    for k in 0..<n { y[k] *= alpha }
  }

  package func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool
  ) {
    for k in 0..<n { y[k] = accumulate ? y[k] + a[k] * b[k] : a[k] * b[k] }
  }

  package func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    for k in 0..<n { y[k] = Float(Foundation.tanh(Double(x[k]))) }
  }

  package func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    for k in 0..<n { dx[k] += dy[k] * (1 - y[k] * y[k]) }
  }

  package func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    for k in 0..<n { y[k] = Self.sigmoid(x[k]) }
  }

  package func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    for k in 0..<n { dx[k] += dy[k] * y[k] * (1 - y[k]) }
  }

  static func sigmoid(_ x: Float) -> Float { Float(1 / (1 + exp(-Double(x)))) }

  /// Word j of Philox block b decides element 64·⌊b/16⌋ + 16·j + b mod 16. Sixteen blocks side by side thus give four
  /// vectors of sixteen consecutive elements, which vector code can store directly.
  package func dropoutMask(
    into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64
  ) {
    let threshold = dropoutThreshold(rate)
    for k in 0..<n {
      let block = UInt64(k / 64 * 16 + k % 16)
      let word = Philox(seed: seed).block(counter: block, stream: stream)[k % 64 / 16]
      y[k] = word < threshold ? 0 : 1 / (1 - rate)
    }
  }

  package func dropout(_ y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64) {
    let mask = UnsafeMutablePointer<Float>.allocate(capacity: max(1, n))
    defer { mask.deallocate() }
    dropoutMask(into: mask, count: n, rate: rate, seed: seed, stream: stream)
    for k in 0..<n { y[k] *= mask[k] }
  }
}
