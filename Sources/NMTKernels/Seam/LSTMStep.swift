/// Inputs and outputs of one LSTM step; one row per live sentence. Matrices other than `hidden` may have more rows.
///
/// With the pre-activations `a = input + bias`, gates in the order (i, f, g, o):
/// `c = σ(f)·cPrevious + σ(i)·tanh(g)`, `h = σ(o)·tanh(c)` (Hochreiter & Schmidhuber 1997; Gers et al. 2000).
package struct LSTMStep {
  /// `[N, 4H]`: sum of the products with the input and with the previous hidden state.
  package var input: Matrix
  /// `[4H]`, if not in `input` yet.
  package var bias: UnsafePointer<Float>?
  /// `[N, H]`: previous cell state.
  package var previousCell: Matrix
  /// `[N, 4H]`, written: activations σ(i), σ(f), tanh(g), σ(o) for the backward pass. May be `input` itself.
  package var gates: Matrix
  /// `[N, H]`, written: cell state.
  package var cell: Matrix
  /// `[N, H]`, written: hidden state.
  package var hidden: Matrix

  package init(
    input: Matrix, bias: UnsafePointer<Float>? = nil, previousCell: Matrix, gates: Matrix, cell: Matrix, hidden: Matrix
  ) {
    self.input = input
    self.bias = bias
    self.previousCell = previousCell
    self.gates = gates
    self.cell = cell
    self.hidden = hidden
  }

  /// N, live sentences.
  package var rows: Int { hidden.rows }
  /// H.
  package var width: Int { hidden.columns }
}
