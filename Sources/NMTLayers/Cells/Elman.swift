package import NMTKernels
package import NMTTensor

/// The simple recurrent network (Elman 1990): h = f(W·x + U·h′ + b), f = tanh or ReLU.
///
/// Parameters: `weight_ih [H, D]`, `weight_hh [H, H]`, `bias [H]`. Initial values with tanh: weights uniform in ±1/√H,
/// bias 0. With ReLU: U is the identity, W normal with deviation 0.001, bias 0, so that the state is kept until
/// something is learned (Le, Jaitly & Hinton 2015, section 2).
///
/// Normalized: f(LN(W·x) + LN(U·h′)); the bias is then `norm_ih.bias`.
package struct Elman: RecurrentCell {
  package static let traits = CellTraits(
    name: "Elman", summary: "a hidden state without gates (Elman 1990)", hasActivation: true, readsOutputBack: false)

  package let activation: Activation
  package let input: Parameter
  package let recurrent: Parameter
  /// nil if normalized.
  package let bias: Parameter?
  private let norms: (input: LayerNorm, recurrent: LayerNorm)?

  package init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) {
    let H = plan.width
    let keeps = plan.activation == .relu
    let limit = 1 / Float(H).squareRoot()
    activation = plan.activation
    input = builder.weight(
      "\(path).weight_ih", rows: H, columns: plan.inputs, keeps ? .normal(deviation: 0.001) : .uniform(limit))
    recurrent = builder.weight("\(path).weight_hh", rows: H, columns: H, keeps ? .identity : .uniform(limit))
    bias = plan.normalized ? nil : builder.vector("\(path).bias", count: H, .zeros)
    norms =
      plan.normalized
      ? (
        LayerNorm("\(path).norm_ih", width: H, in: builder), LayerNorm("\(path).norm_hh", width: H, in: builder)
      ) : nil
  }

  package var path: String { input.layerPath }
  package var width: Int { recurrent.columns }
  package var projectedWidth: Int { input.rows }
  package var stateWidths: [Int] { [width] }

  package func project(_ x: Tensor, on tape: Tape) -> Tensor { tape.linear(x, input, bias: bias) }

  package func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState {
    let sum =
      if let norms {
        tape.add(norms.input(projected, on: tape), norms.recurrent(tape.linear(state.output, recurrent), on: tape))
      } else {
        tape.linear(state.output, recurrent, addedTo: projected)
      }
    return RecurrentState([tape.elmanCell(sum, activation: activation)])
  }

  /// Runs one fused op, or the composed walk if normalized.
  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    guard let bias else { return runByStep(x, walk, into: output, on: tape) }
    let gates = ElmanGates(activation: activation, input: input, recurrent: recurrent, bias: bias)
    return RecurrentState(tape.recurrentSequence(x, gates, walk, into: output).last)
  }
}
