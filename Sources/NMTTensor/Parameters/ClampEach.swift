/// Clips every element of `x` `[n]` to ±`limit`; NaN stays NaN.
package func clampEach(_ x: UnsafeMutablePointer<Float>, to limit: Float, count n: Int) {
  for k in 0..<n where abs(x[k]) > limit { x[k] = x[k] > 0 ? limit : -limit }
}
