package import NMTTensor

/// Long short-term memory with a forget gate (Hochreiter & Schmidhuber 1997; Gers et al. 2000):
///
///     [i f g o] = W·x + U·h′ + b
///     c = σ(f) ⊙ c′ + σ(i) ⊙ tanh(g),   h = σ(o) ⊙ tanh(c)
///
/// Parameters: `weight_ih [4H, D]`, `weight_hh [4H, H]`, `bias [4H]` (one, the sum of PyTorch's two), gates down the
/// rows in the order (i, f, g, o). Initial values: weights uniform in ±1/√H, bias 0 (forget gate 1).
///
/// Normalized (Ba, Kiros & Hinton 2016, supplement, without the norm of the cell): [i f g o] = LN(W·x) + LN(U·h′); the
/// bias of the gates is then `norm_ih.bias`.
package struct LSTM: RecurrentCell {
  package static let traits = CellTraits(
    name: "LSTM", summary: "a hidden and a cell state behind three gates (Hochreiter & Schmidhuber 1997)",
    readsOutputBack: false)

  package let input: Parameter
  package let recurrent: Parameter
  /// nil if normalized.
  package let bias: Parameter?
  package let norms: (input: LayerNorm, recurrent: LayerNorm)?

  package init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) {
    let (inputs, width) = (plan.inputs, plan.width)
    let limit = 1 / Float(width).squareRoot()
    input = builder.weight("\(path).weight_ih", rows: 4 * width, columns: inputs, .uniform(limit))
    recurrent = builder.weight("\(path).weight_hh", rows: 4 * width, columns: width, .uniform(limit))
    let gateBias = Initializer.lstmBias(forget: 1)
    if plan.normalized {
      bias = nil
      norms = (
        LayerNorm("\(path).norm_ih", width: 4 * width, bias: gateBias, in: builder),
        LayerNorm("\(path).norm_hh", width: 4 * width, in: builder)
      )
    } else {
      bias = builder.vector("\(path).bias", count: 4 * width, gateBias)
      norms = nil
    }
  }

  package var path: String { input.layerPath }
  package var width: Int { recurrent.columns }
  package var projectedWidth: Int { input.rows }
  package var stateWidths: [Int] { [width, width] }

  package func project(_ x: Tensor, on tape: Tape) -> Tensor { tape.linear(x, input, bias: bias) }

  /// Overwrites `projected`.
  package func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState {
    let sum =
      if let norms {
        tape.add(norms.input(projected, on: tape), norms.recurrent(tape.linear(state.parts[0], recurrent), on: tape))
      } else {
        tape.linear(state.parts[0], recurrent, addedTo: projected)
      }
    let (hidden, cell) = tape.lstmCell(overwriting: sum, previousCell: state.parts[1])
    return RecurrentState([hidden, cell])
  }

  /// Runs one fused op, or the composed walk if normalized.
  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    guard let bias else { return runByStep(x, walk, into: output, on: tape) }
    return RecurrentState(
      tape.recurrentSequence(x, LSTMGates(input: input, recurrent: recurrent, bias: bias), walk, into: output).last)
  }
}

/// The slow twin of `lstmCell`: one step from small ops, for tests and readers.
package func lstmStepReference(
  input: Tensor, recurrent: Tensor, previousCell: Tensor, on tape: Tape
) -> (hidden: Tensor, cell: Tensor) {
  let H = previousCell.columns
  let gates = tape.add(input, recurrent)
  let i = tape.sigmoid(gates.columns(0..<H))
  let f = tape.sigmoid(gates.columns(H..<2 * H))
  let g = tape.tanh(gates.columns(2 * H..<3 * H))
  let o = tape.sigmoid(gates.columns(3 * H..<4 * H))
  let cell = tape.add(tape.multiply(f, previousCell), tape.multiply(i, g))
  return (tape.multiply(o, tape.tanh(cell)), cell)
}
