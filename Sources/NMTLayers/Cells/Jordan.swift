package import NMTKernels
package import NMTTensor

/// Output feedback (Jordan 1986): h(t) = f(W·x(t) + b), where x(t) contains the embedding of the previous output
/// y(t−1), and y(t) is computed from h(t). The previous output is the only memory, the only path from h(t−1) to h(t).
///
/// So with teacher forcing, which feeds the expected output, no step waits for another and all are computed at once
/// (Goodfellow, Bengio & Courville 2016, section 10.2.1). In a decoder, x is the embedding of the previous word, as
/// with any cell; a tagger joins it to its own input (`SequenceTagger`). An encoder has no outputs to feed back.
///
/// Parameters: `weight_ih [H, D]`, `bias [H]`. Initial values: uniform in ±1/√D, bias 0. Normalized: f(LN(W·x)); the
/// bias is then `norm_ih.bias`.
package struct Jordan: RecurrentCell {
  package static let traits = CellTraits(
    name: "Jordan", summary: "the previous output alone, no hidden state (Jordan 1986), not in encoders",
    feedsOutputs: true, hasActivation: true, beginsFromEncoder: false, notesStates: false)

  package let activation: Activation
  package let input: Parameter
  /// nil if normalized.
  package let bias: Parameter?
  private let norm: LayerNorm?

  package init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) {
    activation = plan.activation
    input = builder.weight(
      "\(path).weight_ih", rows: plan.width, columns: plan.inputs, .uniform(1 / Float(plan.inputs).squareRoot()))
    bias = plan.normalized ? nil : builder.vector("\(path).bias", count: plan.width, .zeros)
    norm = plan.normalized ? LayerNorm("\(path).norm_ih", width: plan.width, in: builder) : nil
  }

  package var path: String { input.layerPath }
  package var width: Int { input.rows }
  package var projectedWidth: Int { input.rows }
  package var stateWidths: [Int] { [width] }

  package func project(_ x: Tensor, on tape: Tape) -> Tensor { tape.linear(x, input, bias: bias) }

  /// Ignores the previous state, whose output is already in `projected` as a word.
  package func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState {
    let sum = norm?(projected, on: tape) ?? projected
    return RecurrentState([tape.elmanCell(sum, activation: activation)])
  }

  /// Computes all steps at once, in either direction.
  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    let projected = projectAll(x, on: tape)
    let sum = norm?(projected, on: tape) ?? projected
    let hidden = tape.elmanCell(sum, activation: activation, into: output)
    return RecurrentState([tape.gather(hidden, walk.layout.endRows(walk.direction))])
  }
}
