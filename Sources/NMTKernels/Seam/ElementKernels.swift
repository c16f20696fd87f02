/// Arithmetic on each of n consecutive floats.
package protocol ElementKernels: Sendable {
  /// y += α·x.
  func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int)
  /// y = α·y.
  func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int)
  /// y = a ⊙ b, or y += a ⊙ b; y may be a or b itself.
  func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool)
  /// y = tanh x; y may be x itself.
  func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int)
  /// dx += dy ⊙ (1 − y²).
  func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int)
  /// y = 1/(1 + e⁻ˣ); y may be x itself.
  func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int)
  /// dx += dy ⊙ y(1 − y).
  func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int)
  /// Writes a dropout mask: element k is 0 with probability `rate`, else 1/(1 − rate); a pure function of (seed,
  /// stream, k).
  func dropoutMask(into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64)
  /// y = y ⊙ the mask of `dropoutMask`, without storing the mask.
  func dropout(_ y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64)
}
