/// The gates of the recurrent cells, and the gated unit of convolutions.
package protocol CellKernels: Sendable {
  /// Computes the gates, the cell state and the hidden state of one step.
  func lstm(_ step: LSTMStep)
  /// Computes the backward pass of one step from `gates`, `cell` and `previousCell` of `step`. `dHidden [N,H]` is the
  /// whole gradient of the hidden state. `dCell [N,H]` holds the gradient from the next step and is overwritten with
  /// that for the previous step. `dGates [N,4H]` is overwritten with the gradient of the pre-activations and may be
  /// `gates` itself; its rows are summed into `dBias [4H]` if given.
  func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?)

  /// Computes the hidden state of one step.
  func elman(_ step: ElmanStep)
  /// Computes the backward pass of one step from `hidden` of `step`. `dHidden [N, H]` is the whole gradient of the
  /// hidden state. `dGates [N, H]` is overwritten with the gradient of the pre-activations; its rows are summed into
  /// `dBias [H]` if given.
  func elmanBackward(_ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?)

  /// Computes the gates and the hidden state of one step.
  func gru(_ step: GRUStep)
  /// Computes the backward pass of one step from `gates`, `recurrent` and `previous` of `step`. `dHidden [N, H]` holds
  /// the whole gradient of the hidden state and is overwritten with the direct part of the previous state's gradient.
  /// `dGates` and `dRecurrent` `[N, 3H]` are overwritten with the gradients of the two products and may be `gates` and
  /// `recurrent` themselves. Row sums are added to `dBias [3H]` and `dRecurrentBias [H]` if given.
  func gruBackward(
    _ step: GRUStep, dHidden: Matrix, dGates: Matrix, dRecurrent: Matrix, dBias: UnsafeMutablePointer<Float>?,
    dRecurrentBias: UnsafeMutablePointer<Float>?)

  /// y `[N, H]` = tanh(a) ⊙ σ(b) for x = (a, b) `[N, 2H]`; x is overwritten with its activations (van den Oord et al.
  /// 2016, eq. 2).
  func gatedUnit(_ x: Matrix, into y: Matrix)
  /// dx += (dy ⊙ σ(b) ⊙ (1 − tanh² a), dy ⊙ tanh(a) ⊙ σ(b)(1 − σ(b))).
  func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix)
}
