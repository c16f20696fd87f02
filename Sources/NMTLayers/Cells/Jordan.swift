package import NMTKernels
package import NMTTensor

/// Output feedback (Jordan 1986): h(t) = f(W·x(t) + b), where x(t) holds the embedding of the previous output y(t−1), and
/// y(t) comes from h(t). What is remembered is the previous output alone: there is no path from h(t−1) to h(t) but through
/// it.
///
/// So with teacher forcing, which feeds the expected output, no step waits for another: all are computed at once
/// (Goodfellow, Bengio & Courville 2016, section 10.2.1). In a decoder x is the previous word's embedding as everywhere;
/// a tagger joins it to its own input (`SequenceTagger`). An encoder has no outputs to feed back.
///
/// Parameters: `weight_ih [H, D]`, `bias [H]`. Initial values: uniform in ±1/√D, bias 0. Normalized: f(LN(W·x)); then the
/// bias is `norm_ih.bias`.
package struct Jordan: RecurrentCell {
  package static let traits = CellTraits(
    name: "Jordan", summary: "the previous output alone, no hidden state (Jordan 1986), not in encoders",
    feedsOutputs: true, hasActivation: true, beginsFromEncoder: false, notesStates: false)

  package let activation: Activation
  package let input: Parameter
  /// nil when normalized.
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

  /// The state before is not read: its output went into `projected`, through a word.
  package func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState {
    let sum = norm?(projected, on: tape) ?? projected
    return RecurrentState([tape.elmanCell(sum, activation: activation)])
  }

  /// All steps at once, in either direction.
  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    let projected = projectAll(x, on: tape)
    let sum = norm?(projected, on: tape) ?? projected
    let hidden = tape.elmanCell(sum, activation: activation, into: output)
    return RecurrentState([tape.gather(hidden, walk.layout.endRows(walk.direction))])
  }
}
