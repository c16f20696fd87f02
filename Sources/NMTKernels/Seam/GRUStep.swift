/// Inputs and outputs of one GRU step, one row per live sentence. The reset gate acts after the recurrent product:
///
///     r = σ(xr + ur),  z = σ(xz + uz),  q = uq + recurrentBias,  n = tanh(xn + r ⊙ q),  h = (1 − z) ⊙ n + z ⊙ h′
///
/// where (xr, xz, xn) = input + bias and (ur, uz, uq) = recurrent, gates in the order (r, z, n) (Cho et al. 2014,
/// section 2.3; the form of `torch.nn.GRU`).
package struct GRUStep {
  /// `[N, 3H]`: product with the input.
  package var input: Matrix
  /// `[N, 3H]`: product with the previous state; its last block is overwritten with q for the backward pass.
  package var recurrent: Matrix
  /// `[3H]` and `[H]`, if not in the products yet.
  package var bias: UnsafePointer<Float>?
  package var recurrentBias: UnsafePointer<Float>?
  /// `[N, H]`: h′.
  package var previous: Matrix
  /// `[N, 3H]`, written: r, z, n for the backward pass. May be `input` itself.
  package var gates: Matrix
  /// `[N, H]`, written: h.
  package var hidden: Matrix

  package init(
    input: Matrix, recurrent: Matrix, bias: UnsafePointer<Float>? = nil, recurrentBias: UnsafePointer<Float>? = nil,
    previous: Matrix, gates: Matrix, hidden: Matrix
  ) {
    (self.input, self.recurrent, self.bias, self.recurrentBias) = (input, recurrent, bias, recurrentBias)
    (self.previous, self.gates, self.hidden) = (previous, gates, hidden)
    let H = hidden.columns
    checkCell("gru", rows: hidden.rows, (input, 3 * H), (recurrent, 3 * H), (previous, H), (gates, 3 * H))
  }

  /// N, live sentences.
  package var rows: Int { hidden.rows }
  /// H.
  package var width: Int { hidden.columns }
}
