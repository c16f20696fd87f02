/// Products of matrices: of two fresh sides, with packed weights, and for weight gradients.
package protocol ProductKernels: Sendable {
  /// C [m,n] = (accumulate ? C : 0) + op(A) · op(B) of two fresh sides; op transposes if asked.
  func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool)
  /// Packs `W [out, in]` as a right-hand side: `Wᵀ` (depth in, columns out) when `transposed`, else `W` (depth out,
  /// columns in).
  func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight
  /// C [m, columns] = (accumulate ? C : 0) + A [m, depth] · packed.
  func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool)
  /// C `[m, n]` = A `[m, in]` · W[ids]ᵀ + bias[ids]: column j is A times row `ids[j]` of a weight `[out, in]` plus that
  /// row's bias. Never uses bfloat16: fp32 values are multiplied unchanged.
  func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix)

  /// Computes the gradient of a weight, dW [out, in] = (accumulate ? dW : 0) + Σ over uses of dyᵀ · x, over the rows of
  /// all uses in order. Returns Σ dW², like `sumOfSquares` but summed in a different order.
  @discardableResult
  func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double
}
