/// The gates of the recurrent cells, and the gated unit of convolutions.
package protocol CellKernels: Sendable {
  /// The gates, the cell state and the hidden state of one step.
  func lstm(_ step: LSTMStep)
  /// The backward pass of one step: reads `gates`, `cell` and `previousCell` of `step`; `dHidden [N,H]` is the whole
  /// gradient of the hidden state; `dCell [N,H]` holds the gradient that comes from the next step and is overwritten with
  /// the one for the previous step; `dGates [N,4H]` is overwritten with the gradient of the pre-activations and may be
  /// `gates` itself. The sums of its rows are added to `dBias [4H]` where that is given.
  func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?)

  /// The hidden state of one step.
  func elman(_ step: ElmanStep)
  /// Reads `hidden` of `step`; `dHidden [N, H]` is its whole gradient; `dGates [N, H]` is overwritten with that of the
  /// pre-activations, whose rows' sums are added to `dBias [H]` where that is given.
  func elmanBackward(_ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?)

  /// The gates and the hidden state of one step.
  func gru(_ step: GRUStep)
  /// Reads `gates`, `recurrent` and `previous` of `step`; `dHidden [N, H]` holds the whole gradient of the hidden state and
  /// is overwritten with the direct part of the previous one's; `dGates` and `dRecurrent` `[N, 3H]` are overwritten with
  /// the gradients of the two products and may be `gates` and `recurrent` themselves. Sums of rows are added to
  /// `dBias [3H]` and `dRecurrentBias [H]` where those are given.
  func gruBackward(
    _ step: GRUStep, dHidden: Matrix, dGates: Matrix, dRecurrent: Matrix, dBias: UnsafeMutablePointer<Float>?,
    dRecurrentBias: UnsafeMutablePointer<Float>?)

  /// y `[N, H]` = tanh(a) ⊙ σ(b) for x = (a, b) `[N, 2H]`, which is overwritten with its activations (van den Oord et al.
  /// 2016, eq. 2).
  func gatedUnit(_ x: Matrix, into y: Matrix)
  /// dx += (dy ⊙ σ(b) ⊙ (1 − tanh² a), dy ⊙ tanh(a) ⊙ σ(b)(1 − σ(b))).
  func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix)
}
