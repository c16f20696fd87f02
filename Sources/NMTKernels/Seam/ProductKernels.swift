/// Products of matrices, with both sides fresh, with packed weights and for the gradients of weights.
package protocol ProductKernels: Sendable {
  /// C [m,n] = (accumulate ? C : 0) + op(A) · op(B), where op transposes when asked; both sides fresh.
  func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool)
  /// Packs `W [out, in]` as a right-hand side: `Wᵀ` (depth in, columns out) when `transposed`, else `W` (depth out,
  /// columns in).
  func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight
  /// C [m, columns] = (accumulate ? C : 0) + A [m, depth] · packed.
  func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool)
  /// C `[m, n]` = A `[m, in]` · W[ids]ᵀ + bias[ids]: column j is A times row `ids[j]` of a weight `[out, in]`, with the
  /// bias of that row. Without bfloat16: fp32 values are multiplied as they are.
  func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix)

  /// The gradient of a weight: dW [out, in] = (accumulate ? dW : 0) + Σ over uses of dyᵀ · x, summed over the rows of all
  /// uses in order. Returns Σ dW², as `sumOfSquares` does but in an order of its own.
  @discardableResult
  func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double
}
