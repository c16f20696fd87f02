/// What a unit does with the sum of its inputs.
public enum Activation: String, Codable, Sendable, CaseIterable {
  case tanh
  /// max(0, x) (Nair & Hinton 2010).
  case relu
}

/// Where an Elman step reads and writes: h = f(input + bias) with f = tanh (Elman 1990) or ReLU (Le, Jaitly & Hinton
/// 2015); each matrix has one row a live sentence.
public struct ElmanStep {
  /// `[N, H]`: products of the input and of the previous hidden state.
  public var input: Matrix
  /// `[H]`, where it is not in `input` yet.
  public var bias: UnsafePointer<Float>?
  /// `[N, H]`, written: hidden state. May be `input` itself.
  public var hidden: Matrix
  public var activation: Activation

  public init(input: Matrix, bias: UnsafePointer<Float>? = nil, hidden: Matrix, activation: Activation) {
    (self.input, self.bias, self.hidden, self.activation) = (input, bias, hidden, activation)
    checkCell("elman", rows: hidden.rows, (input, hidden.columns))
  }

  /// N, live sentences.
  public var rows: Int { hidden.rows }
  /// H.
  public var width: Int { hidden.columns }
}

/// Where a GRU step reads and writes, in the form in which the reset gate acts after the recurrent product:
///
///     r = σ(xr + ur),  z = σ(xz + uz),  q = uq + recurrentBias,  n = tanh(xn + r ⊙ q),  h = (1 − z) ⊙ n + z ⊙ h′
///
/// where (xr, xz, xn) = input + bias and (ur, uz, uq) = recurrent, gates in the order (r, z, n) (Cho et al. 2014, section
/// 2.3; the form of `torch.nn.GRU`).
public struct GRUStep {
  /// `[N, 3H]`: product of the input.
  public var input: Matrix
  /// `[N, 3H]`: product of the previous state; its last block is overwritten with q, kept for the backward pass.
  public var recurrent: Matrix
  /// `[3H]` and `[H]`, where they are not in the products yet.
  public var bias: UnsafePointer<Float>?
  public var recurrentBias: UnsafePointer<Float>?
  /// `[N, H]`: h′.
  public var previous: Matrix
  /// `[N, 3H]`, written: r, z, n, kept for the backward pass. May be `input` itself.
  public var gates: Matrix
  /// `[N, H]`, written: h.
  public var hidden: Matrix

  public init(
    input: Matrix, recurrent: Matrix, bias: UnsafePointer<Float>? = nil, recurrentBias: UnsafePointer<Float>? = nil,
    previous: Matrix, gates: Matrix, hidden: Matrix
  ) {
    (self.input, self.recurrent, self.bias, self.recurrentBias) = (input, recurrent, bias, recurrentBias)
    (self.previous, self.gates, self.hidden) = (previous, gates, hidden)
    let H = hidden.columns
    checkCell("gru", rows: hidden.rows, (input, 3 * H), (recurrent, 3 * H), (previous, H), (gates, 3 * H))
  }

  /// N, live sentences.
  public var rows: Int { hidden.rows }
  /// H.
  public var width: Int { hidden.columns }
}

/// The arithmetic of the cells other than LSTM.
public protocol CellKernels: Sendable {
  func elman(_ step: ElmanStep)
  /// Reads `hidden` of `step`; `dHidden [N, H]` is its whole gradient; `dGates [N, H]` is overwritten with that of the
  /// pre-activations, whose rows' sums are added to `dBias [H]` where that is given.
  func elmanBackward(_ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?)

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

/// Every matrix has `rows` rows and its own number of columns.
func checkCell(_ name: String, rows: Int, _ matrices: (Matrix, Int)...) {
  for (matrix, columns) in matrices {
    precondition(
      matrix.rows == rows && matrix.columns == columns,
      "\(name): [\(matrix.rows),\(matrix.columns)] is not [\(rows),\(columns)]")
  }
}
