package import NMTTensor

/// The gated recurrent unit, with the reset gate applied after the recurrent product as in `torch.nn.GRU` (Cho et al.
/// 2014, section 2.3):
///
///     r = σ(W_r·x + U_r·h′ + b_r),   z = σ(W_z·x + U_z·h′ + b_z)
///     n = tanh(W_n·x + b_n + r ⊙ (U_n·h′ + c)),   h = (1 − z) ⊙ n + z ⊙ h′
///
/// Parameters: `weight_ih [3H, D]`, `weight_hh [3H, H]`, `bias [3H]`, `bias_hn [H]` (c), gates down the rows in the
/// order (r, z, n). In terms of PyTorch's biases, `bias` is the sum of both for r and z and `bias_ih` for n; c is
/// `bias_hh` for n. Initial values: weights uniform in ±1/√H, biases 0.
///
/// Normalized (Ba, Kiros & Hinton 2016, supplement): LN(W·x) and LN(U·h′) replace the products; the biases are then
/// those of the norms.
package struct GRU: RecurrentCell {
  package static let traits = CellTraits(
    name: "GRU", summary: "a hidden state behind two gates (Cho et al. 2014)", readsOutputBack: false)

  package let input: Parameter
  package let recurrent: Parameter
  /// nil if normalized.
  private let biases: (input: Parameter, recurrent: Parameter)?
  private let norms: (input: LayerNorm, recurrent: LayerNorm)?

  package init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) {
    let G = 3 * plan.width
    let limit = 1 / Float(plan.width).squareRoot()
    input = builder.weight("\(path).weight_ih", rows: G, columns: plan.inputs, .uniform(limit))
    recurrent = builder.weight("\(path).weight_hh", rows: G, columns: plan.width, .uniform(limit))
    if plan.normalized {
      biases = nil
      norms = (
        LayerNorm("\(path).norm_ih", width: G, in: builder), LayerNorm("\(path).norm_hh", width: G, in: builder)
      )
    } else {
      biases = (
        builder.vector("\(path).bias", count: G, .zeros), builder.vector("\(path).bias_hn", count: plan.width, .zeros)
      )
      norms = nil
    }
  }

  package var path: String { input.layerPath }
  package var width: Int { recurrent.columns }
  package var projectedWidth: Int { input.rows }
  package var stateWidths: [Int] { [width] }

  package func project(_ x: Tensor, on tape: Tape) -> Tensor { tape.linear(x, input, bias: biases?.input) }

  /// Overwrites `projected`.
  package func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState {
    let product = tape.linear(state.output, recurrent)
    let hidden = tape.gruCell(
      overwriting: norms?.input(projected, on: tape) ?? projected,
      recurrent: norms?.recurrent(product, on: tape) ?? product, recurrentBias: biases?.recurrent,
      previous: state.output)
    return RecurrentState([hidden])
  }

  /// Runs one fused op, or the composed walk if normalized.
  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    guard let biases else { return runByStep(x, walk, into: output, on: tape) }
    let gates = GRUGates(input: input, recurrent: recurrent, bias: biases.input, recurrentBias: biases.recurrent)
    return RecurrentState(tape.recurrentSequence(x, gates, walk, into: output).last)
  }
}
