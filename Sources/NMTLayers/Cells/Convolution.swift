package import NMTTensor

/// A convolution over time: h(t) = tanh(Σ over taps j of W_j·x(t + o_j) + b), with zeros outside the sentence (LeCun et
/// al. 1998; in an encoder for translation: Gehring et al. 2017, "A Convolutional Encoder Model", section 3).
///
/// Parameters do not depend on time and there is no state, so shifting the input shifts the output. A centered
/// convolution sees k/2 positions on both sides, a causal one the k − 1 positions before.
///
/// Parameters: `weight [H, k·D]`, tap by tap, and `bias [H]`. Initial values: uniform in ±1/√(k·D), bias 0.
/// Normalized: tanh(LN(·)); the bias is then `norm.bias`.
package struct Convolution: RecurrentCell {
  package static let traits = CellTraits(
    name: "convolutional", summary: "a window of inputs (LeCun et al. 1998), centered in a bidirectional encoder",
    isConvolution: true, beginsFromEncoder: false, notesStates: false)

  let taps: Taps
  package let width: Int

  package init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) {
    width = plan.width
    taps = Taps(path, plan, outputs: plan.width, in: builder)
  }

  package var path: String { taps.weight.layerPath }
  package var projectedWidth: Int { taps.inputs }
  package var stateWidths: [Int] { [width] + taps.ringWidths }

  /// Returns x, since every product also needs inputs of other times.
  package func project(_ x: Tensor, on tape: Tape) -> Tensor { x }

  package func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState {
    let sum = taps.step(projected, state, on: tape)
    return RecurrentState([tape.tanh(sum, overwriting: true)] + taps.ring(after: projected, state))
  }

  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    guard walk.initial == nil, walk.truncation == 0 else { return runByStep(x, walk, into: output, on: tape) }
    _ = tape.tanh(taps.run(x.expanded(on: tape), layout: walk.layout, on: tape), into: output)
    return RecurrentState([])
  }
}

/// One layer of a dilated WaveNet stack (van den Oord et al. 2016, sections 2.3 and 2.4). With the gated unit z =
/// tanh(a) ⊙ σ(b) of a dilated convolution (a, b), the layer returns z·Rᵀ, which is added to its input for the layer
/// above, and z·Sᵀ, which is summed over all layers as the stack's output.
///
/// Parameters: those of `Convolution` with `weight [2H, k·D]`; `output.weight [2H, H]`, R above S; `output.bias [2H]`.
/// The last layer has only S, since no layer follows. Initial values as in PyTorch: uniform in ±1/√inputs.
package struct DilatedConvolution: RecurrentCell {
  package static let traits = CellTraits(
    name: "dilated convolutional", summary: "a window of inputs that grows with depth (van den Oord et al. 2016)",
    isConvolution: true, isDilated: true, beginsFromEncoder: false, notesStates: false)

  let taps: Taps
  private let join: Linear

  package init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) {
    taps = Taps(path, plan, outputs: 2 * plan.width, in: builder)
    join = Linear(
      "\(path).output", from: plan.width, to: plan.isLast ? plan.width : 2 * plan.width, bias: true, in: builder)
  }

  /// 2H, the residual part and the skip part; H in the last layer.
  package var width: Int { join.weight.rows }
  package var path: String { taps.weight.layerPath }
  package var projectedWidth: Int { taps.inputs }
  package var stateWidths: [Int] { [width] + taps.ringWidths }

  /// Returns x unchanged.
  package func project(_ x: Tensor, on tape: Tape) -> Tensor { x }

  package func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState {
    let unit = tape.gatedUnit(overwriting: taps.step(projected, state, on: tape))
    return RecurrentState([join(unit, on: tape)] + taps.ring(after: projected, state))
  }

  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    guard walk.initial == nil, walk.truncation == 0 else { return runByStep(x, walk, into: output, on: tape) }
    let unit = tape.gatedUnit(overwriting: taps.run(x.expanded(on: tape), layout: walk.layout, on: tape))
    _ = tape.linear(unit, join.weight, bias: join.bias, into: output)
    return RecurrentState([])
  }
}

/// The taps of a convolution over time, for whole sentences or single steps.
struct Taps: Sendable {
  let inputs: Int
  let weight: Parameter
  private let bias: Parameter?
  private let norm: LayerNorm?
  /// Distances of the taps from the current position, ascending.
  let offsets: [Int]
  private let dilation: Int

  init(_ path: String, _ plan: CellPlan, outputs: Int, in builder: ParameterBuilder) {
    let k = plan.kernel
    precondition(!plan.isCentered || k % 2 == 1, "convolution \(path): a centered kernel of \(k)")
    inputs = plan.inputs
    dilation = plan.dilation
    offsets = (0..<k).map { ($0 - (plan.isCentered ? k / 2 : k - 1)) * plan.dilation }
    weight = builder.weight(
      "\(path).weight", rows: outputs, columns: k * inputs, .uniform(1 / Float(k * inputs).squareRoot()))
    bias = plan.normalized ? nil : builder.vector("\(path).bias", count: outputs, .zeros)
    norm = plan.normalized ? LayerNorm("\(path).norm", width: outputs, in: builder) : nil
  }

  /// Widths of the (k − 1)·d inputs before the current one, oldest first: a ring that advances by dropping its first
  /// matrix, so that a step copies only its own input.
  var ringWidths: [Int] { Array(repeating: inputs, count: -offsets[0]) }

  /// x `[R, D]` → `[R, outputs]`.
  func run(_ x: Tensor, layout: SequenceLayout, on tape: Tape) -> Tensor {
    normed(tape.convolution(x, weight, bias: bias, offsets: offsets, layout: layout), on: tape)
  }

  /// x `[N, D]` and the ring → `[N, outputs]`.
  func step(_ x: Tensor, _ state: RecurrentState, on tape: Tape) -> Tensor {
    precondition(offsets.last == 0, "convolution \(weight.path): a centered one cannot go step by step")
    let ring = state.parts.dropFirst() + [x]
    let window = stride(from: 0, to: ring.count, by: dilation).map { ring[ring.startIndex + $0] }
    return normed(tape.linear(tape.sideBySide(window), weight, bias: bias), on: tape)
  }

  func ring(after x: Tensor, _ state: RecurrentState) -> [Tensor] { Array((state.parts.dropFirst() + [x]).dropFirst()) }

  private func normed(_ sum: Tensor, on tape: Tape) -> Tensor { norm?(sum, on: tape) ?? sum }
}
