package import NMTKernels
package import NMTTensor

/// Where layer normalisation stands (Ba, Kiros & Hinton 2016).
public enum NormPlacement: String, Codable, Sendable, CaseIterable {
  case none
  /// After each recurrent layer, after its residual sum: fast.
  case outputs
  /// Inside the cell, on the products that make the gates: as in the paper, without the fused walk.
  case gates
}

/// What all layers of a stack have in common.
package struct StackOptions: Sendable {
  package var cell: CellKind
  package var layers: Int
  /// H of the output.
  package var width: Int
  /// H/2 forward and H/2 backward in every layer, side by side (Schuster & Paliwal 1997); a convolution is centred.
  package var bidirectional: Bool
  /// From the second layer on the input is added to the output (Wu et al. 2016, section 3.1); dilated layers always do.
  package var residual: Bool
  package var norm: NormPlacement
  /// Between layers.
  package var dropout: Float
  package var dropoutKind: DropoutKind
  /// Of Elman and Jordan cells.
  package var activation: Activation
  /// k, taps of a convolution.
  package var kernel: Int
  /// Layers after which the dilations 1, 2, 4, … begin again.
  package var dilationCycle: Int

  package init(
    cell: CellKind, layers: Int, width: Int, bidirectional: Bool = false, residual: Bool = false,
    norm: NormPlacement = .none, dropout: Float = 0, dropoutKind: DropoutKind = .plain, activation: Activation = .tanh,
    kernel: Int = 3, dilationCycle: Int = 5
  ) {
    (self.cell, self.layers, self.width) = (cell, layers, width)
    (self.bidirectional, self.residual, self.norm) = (bidirectional, residual, norm)
    (self.dropout, self.dropoutKind) = (dropout, dropoutKind)
    (self.activation, self.kernel, self.dilationCycle) = (activation, kernel, dilationCycle)
  }

  /// Positions from one tap of a layer to the next.
  package func dilation(layer: Int) -> Int { cell == .dilated ? 1 << (layer % dilationCycle) : 1 }

  /// Cells of a layer that read its input, each a part of the width.
  var directions: [String] { bidirectional && !cell.isConvolution ? [".forward", ".backward"] : [""] }

  func plan(layer: Int, from inputs: Int) -> CellPlan {
    CellPlan(
      inputs: layer == 0 ? inputs : width, width: width / directions.count, normalised: norm == .gates,
      activation: activation, kernel: kernel, dilation: dilation(layer: layer), isCentred: bidirectional,
      isLast: layer == layers - 1)
  }
}

/// Layers of cells on top of each other. Parameter paths: `layers.L.` for one direction, `layers.L.forward.` and
/// `layers.L.backward.` for two; `layers.L.norm.` for the norm of outputs.
///
/// The output is the last layer's; of a dilated stack the sum of all layers' skip parts.
package struct RecurrentStack: Sendable {
  package let options: StackOptions
  /// One or two cells a layer.
  package let cells: [[any RecurrentCell]]
  private let norms: [LayerNorm]

  package init(_ path: String, from inputs: Int, _ options: StackOptions, in builder: ParameterBuilder) {
    self.options = options
    var cells: [[any RecurrentCell]] = []
    var norms: [LayerNorm] = []
    for layer in 0..<options.layers {
      cells.append(
        options.directions.map {
          options.cell.make("\(path).layers.\(layer)\($0)", options.plan(layer: layer, from: inputs), in: builder)
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
  ///   - x: R positions of width D.
  ///   - initial: one state a layer, rows in batch order, for stacks of one direction; zero where nil.
  /// - Returns: output `[R, H]` and the final states `[layer][direction]`.
  package func run(
    _ x: SequenceInput, layout: SequenceLayout, initial: [RecurrentState]? = nil, truncation: Int = 0,
    dropout: inout DropoutContext?, on tape: Tape
  ) -> (output: Tensor, final: [[RecurrentState]]) {
    precondition(initial == nil || !options.bidirectional, "RecurrentStack.run: initial states of two directions")
    // Convolutions join a position's row with its neighbours'.
    var input = options.cell.isConvolution ? SequenceInput(x.expanded(on: tape)) : x
    var skips: Tensor?
    var final: [[RecurrentState]] = []
    for (layer, directions) in cells.enumerated() {
      if layer > 0 {
        input = SequenceInput(dropped(input.rows, layout: layout, context: &dropout, on: tape))
      }
      let output = tape.tensor(rows: input.positionCount, columns: directions.reduce(0) { $0 + $1.width })
      if !options.cell.walks { tape.watch(output, layer: directions[0].path, layout: layout) }
      final.append(
        directions.enumerated().map { d, cell in
          cell.run(
            input, layout: layout, direction: d == 0 ? .forward : .backward, initial: initial?[layer],
            truncation: truncation, into: output.columns(d * cell.width..<(d + 1) * cell.width), on: tape)
        })
      input = SequenceInput(finish(layer, input: input.rows, output: output, skips: &skips, on: tape))
    }
    return (input.rows, final)
  }

  /// All layers one step further, for stacks of one direction.
  ///
  /// - Parameters:
  ///   - projected: the first layer's pre-activations, `[N, G]`.
  ///   - states: one a layer, `[N, ·]`.
  ///   - dropout: masks that stay for all steps.
  ///   - number: of the step, for noting the gradients of states.
  /// - Returns: output `[N, H]` and the states after.
  package func step(
    projected: Tensor, _ states: [RecurrentState], dropout: inout StepDropout, context: inout DropoutContext?,
    number: Int? = nil, on tape: Tape
  ) -> (output: Tensor, states: [RecurrentState]) {
    precondition(!options.bidirectional && states.count == cells.count, "RecurrentStack.step: \(states.count) states")
    var input = projected
    var projected = projected
    var skips: Tensor?
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
      if let number { tape.watch(state.output, layer: cell.path, step: number) }
      input = finish(layer, input: input, output: state.output, skips: &skips, on: tape)
    }
    return (input, after)
  }

  /// In place where the layers do not read their output on the way back.
  private func dropped(
    _ x: Tensor, layout: SequenceLayout, context: inout DropoutContext?, on tape: Tape
  ) -> Tensor {
    let (rate, kind) = (options.dropout, options.dropoutKind)
    return options.cell.readsOutputBack
      ? tape.dropout(x, rate: rate, kind: kind, layout: layout, context: &context)
      : tape.dropout(overwriting: x, rate: rate, kind: kind, layout: layout, context: &context)
  }

  /// What the layer above reads; of the last layer the stack's output.
  private func finish(
    _ layer: Int, input: Tensor, output: Tensor, skips: inout Tensor?, on tape: Tape
  ) -> Tensor {
    guard options.cell.skips else {
      let sum = options.residual && layer > 0 ? tape.add(input, output) : output
      return normed(layer, sum, on: tape)
    }
    let H = options.width
    let isLast = layer == cells.count - 1
    let skip = isLast ? output : output.columns(H..<2 * H)
    let sum = skips.map { tape.add($0, skip) } ?? skip
    skips = sum
    if isLast { return normed(layer, sum, on: tape) }
    let residual = output.columns(0..<H)
    return normed(layer, input.columns == H ? tape.add(input, residual) : residual, on: tape)
  }

  private func normed(_ layer: Int, _ x: Tensor, on tape: Tape) -> Tensor {
    norms.isEmpty ? x : norms[layer](x, on: tape)
  }
}

/// Dropout inside a loop over steps: the variational kind keeps its mask from the first step, when all sentences live.
package struct StepDropout {
  private var masks: [Int: Matrix] = [:]

  package init() {}

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
