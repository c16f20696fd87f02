import NMTKernels

extension Tape {
  /// Additive attention: P = softmax over s of v · tanh(q[t] + k[s]), context = P · values (Bahdanau et al. 2015,
  /// A.1.2).
  ///
  /// - Parameters:
  ///   - queries: the projected decoder states W_a·s, `[Q, A]`.
  ///   - keys: the projected memory U_a·h, `[R, A]`.
  ///   - v: `[A]`.
  ///   - values: `[R, M]`.
  ///   - groups: cover all Q rows in order.
  /// - Returns: context `[Q, M]` and the weights.
  package func attendAdditively(
    queries: Tensor, keys: Tensor, v: Parameter, values: Tensor, groups: [AttentionGroup]
  ) -> (context: Tensor, weights: AttentionWeights) {
    precondition(
      queries.columns == keys.columns && v.count == keys.columns && keys.rows == values.rows,
      "attendAdditively: queries \(queries.shape), keys \(keys.shape), v \(v.shape), values \(values.shape)")
    checkGroups(groups, queries: queries, memory: keys)
    let context = tensor(rows: queries.rows, columns: values.columns)
    let weights = AttentionWeights(groups, heads: 1, on: self)
    for (g, group) in groups.enumerated() {
      let P = weights.matrix(g, head: 0)
      kernels.additiveScores(
        queries: queries.values.rows(group.queries), keys: keys.values.rows(group.memory), v: value(v).base, into: P)
      kernels.softmax(P)
      kernels.product(
        P, transposed: false, values.values.rows(group.memory), transposed: false,
        into: context.values.rows(group.queries), accumulate: false)
    }
    record { $0.attendAdditivelyBackward(queries, keys, v, values, context, weights) }
    return (context, weights)
  }

  /// Computes the gradient of the scores as in `attend`, then goes back through v · tanh(q + k).
  private func attendAdditivelyBackward(
    _ queries: Tensor, _ keys: Tensor, _ v: Parameter, _ values: Tensor, _ context: Tensor, _ weights: AttentionWeights
  ) {
    guard let dContext = context.gradient, let dQueries = queries.gradient, let dKeys = keys.gradient,
      let dV = gradient(v)
    else { return }
    for (g, group) in weights.groups.enumerated() {
      withScratch {
        let dS = scoreGradient(
          weights.matrix(g, head: 0), dContext.rows(group.queries), values, group.memory, head: 0, of: 1)
        kernels.additiveScoresBackward(
          queries: queries.values.rows(group.queries), keys: keys.values.rows(group.memory), v: value(v).base,
          dScores: dS, dQueries: dQueries.rows(group.queries), dKeys: dKeys.rows(group.memory), dV: dV.base)
      }
    }
  }
}
