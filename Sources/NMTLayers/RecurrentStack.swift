import NMTKernels
import NMTTensor

/// Where layer normalisation stands (Ba, Kiros & Hinton 2016).
public enum NormPlacement: String, Codable, Sendable, CaseIterable {
  case none
  /// After each recurrent layer, after its residual sum: fast.
  case outputs
  /// Inside the cell, on the products that make the gates: as in the paper, without the fused walk.
  case gates
}

/// What all layers of a stack have in common.
public struct StackOptions: Sendable {
  public var cell: CellKind
  public var layers: Int
  /// H of the output.
  public var width: Int
  /// H/2 forward and H/2 backward in every layer, side by side (Schuster & Paliwal 1997).
  public var bidirectional: Bool
  /// From the second layer on the input is added to the output (Wu et al. 2016, section 3.1).
  public var residual: Bool
  public var norm: NormPlacement
  /// Between layers.
  public var dropout: Float
  public var dropoutKind: DropoutKind

  public init(
    cell: CellKind, layers: Int, width: Int, bidirectional: Bool, residual: Bool, norm: NormPlacement, dropout: Float,
    dropoutKind: DropoutKind
  ) {
    (self.cell, self.layers, self.width) = (cell, layers, width)
    (self.bidirectional, self.residual, self.norm) = (bidirectional, residual, norm)
    (self.dropout, self.dropoutKind) = (dropout, dropoutKind)
  }
}

/// Recurrent layers on top of each other. Parameter paths: `layers.L.` for one direction, `layers.L.forward.` and
/// `layers.L.backward.` for two; `layers.L.norm.` for the norm of outputs.
public struct RecurrentStack: Sendable {
  public let options: StackOptions
  /// One or two cells a layer.
  public let cells: [[any RecurrentCell]]
  private let norms: [LayerNorm]

  public init(_ path: String, from inputs: Int, _ options: StackOptions, in builder: ParameterBuilder) {
    self.options = options
    let directions = options.bidirectional ? [".forward", ".backward"] : [""]
    var cells: [[any RecurrentCell]] = []
    var norms: [LayerNorm] = []
    for layer in 0..<options.layers {
      cells.append(
        directions.map {
          options.cell.make(
            "\(path).layers.\(layer)\($0)", from: layer == 0 ? inputs : options.width,
            to: options.width / directions.count, normalised: options.norm == .gates, in: builder)
        })
      if options.norm == .outputs {
        norms.append(LayerNorm("\(path).layers.\(layer).norm", width: options.width, in: builder))
      }
    }
    self.cells = cells
    self.norms = norms
  }

  /// All layers over whole sentences.
  ///
  /// - Parameters:
  ///   - x: `[R, D]`.
  ///   - initial: one state a layer, rows in batch order, for stacks of one direction; zero where nil.
  /// - Returns: output `[R, H]` and the final states `[layer][direction]`.
  public func run(
    _ x: Tensor, layout: SequenceLayout, initial: [RecurrentState]? = nil, truncation: Int = 0,
    dropout: inout DropoutContext?, on tape: Tape
  ) -> (output: Tensor, final: [[RecurrentState]]) {
    precondition(initial == nil || !options.bidirectional, "RecurrentStack.run: initial states of two directions")
    var input = x
    var final: [[RecurrentState]] = []
    for (layer, directions) in cells.enumerated() {
      if layer > 0 {
        input = tape.dropout(
          overwriting: input, rate: options.dropout, kind: options.dropoutKind, layout: layout, context: &dropout)
      }
      let output = tape.tensor(rows: input.rows, columns: options.width)
      final.append(
        directions.enumerated().map { d, cell in
          cell.run(
            input, layout: layout, direction: d == 0 ? .forward : .backward, initial: initial?[layer],
            truncation: truncation, into: output.columns(d * cell.width..<(d + 1) * cell.width), on: tape)
        })
      input = finish(layer, input: input, output: output, on: tape)
    }
    return (input, final)
  }

  /// All layers one step further, for stacks of one direction.
  ///
  /// - Parameters:
  ///   - projected: the first layer's pre-activations, `[N, G]`.
  ///   - states: one a layer, `[N, ·]`.
  ///   - dropout: masks that stay for all steps.
  /// - Returns: output `[N, H]` and the states after.
  public func step(
    projected: Tensor, _ states: [RecurrentState], dropout: inout StepDropout, context: inout DropoutContext?,
    on tape: Tape
  ) -> (output: Tensor, states: [RecurrentState]) {
    precondition(!options.bidirectional && states.count == cells.count, "RecurrentStack.step: \(states.count) states")
    var input = projected
    var projected = projected
    var after: [RecurrentState] = []
    for (layer, directions) in cells.enumerated() {
      let cell = directions[0]
      if layer > 0 {
        input = dropout.apply(
          input, place: layer, rate: options.dropout, kind: options.dropoutKind, context: &context, on: tape)
        projected = cell.project(input, on: tape)
      }
      let state = cell.step(projected, states[layer], on: tape)
      after.append(state)
      input = finish(layer, input: input, output: state.output, on: tape)
    }
    return (input, after)
  }

  private func finish(_ layer: Int, input: Tensor, output: Tensor, on tape: Tape) -> Tensor {
    let sum = options.residual && layer > 0 ? tape.add(input, output) : output
    return norms.isEmpty ? sum : norms[layer](sum, on: tape)
  }
}

/// Dropout inside a loop over steps: the variational kind keeps its mask from the first step, when all sentences live.
public struct StepDropout {
  private var masks: [Int: Matrix] = [:]

  public init() {}

  /// - Parameters:
  ///   - x: `[N, D]`, live rows a prefix of those at the first step.
  ///   - place: which mask.
  mutating func apply(
    _ x: Tensor, place: Int, rate: Float, kind: DropoutKind, context: inout DropoutContext?, on tape: Tape
  ) -> Tensor {
    let kept = kind == .variational ? masks[place] : nil
    guard let mask = kept ?? tape.dropoutMask(rows: x.rows, columns: x.columns, rate: rate, context: &context) else {
      return x
    }
    masks[place] = mask
    return tape.multiply(x, mask: mask.rows(0..<x.rows))
  }
}
