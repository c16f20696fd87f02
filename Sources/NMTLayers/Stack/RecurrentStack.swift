import NMTKernels
package import NMTTensor

/// Outputs of a stack over whole sentences.
package struct StackResult {
  /// `[R, H]`.
  package let output: Tensor
  /// States after each sentence's last step, `[layer][direction]`, rows in batch order.
  package let lastStates: [[RecurrentState]]
}

/// A stack of layers of cells. Parameter paths: `layers.L.` for one direction, `layers.L.forward.` and
/// `layers.L.backward.` for two; `layers.L.norm.` for the norm of outputs.
///
/// The output is that of the last layer; a dilated stack returns the sum of all layers' skip parts.
package struct RecurrentStack: Sendable {
  package let options: StackOptions
  /// One or two cells per layer.
  package let cells: [[any RecurrentCell]]
  private let norms: [LayerNorm]
  private let traits: CellTraits

  package init(_ path: String, from inputs: Int, _ options: StackOptions, in builder: ParameterBuilder) {
    self.options = options
    traits = options.cell.traits
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

  /// Runs all layers over whole sentences.
  ///
  /// - Parameters:
  ///   - x: R positions of width D.
  ///   - initial: one state per layer, rows in batch order, for stacks of one direction; zero if nil.
  package func run(
    _ x: SequenceInput, layout: SequenceLayout, initial: [RecurrentState]? = nil, truncation: Int = 0,
    dropout: inout DropoutContext?, on tape: Tape
  ) -> StackResult {
    precondition(initial == nil || !options.bidirectional, "RecurrentStack.run: initial states of two directions")
    // Convolutions combine a position's row with its neighbors.
    var input = traits.isConvolution ? SequenceInput(x.expanded(on: tape)) : x
    var skips: Tensor?
    var lastStates: [[RecurrentState]] = []
    for (layer, directions) in cells.enumerated() {
      if layer > 0 {
        input = SequenceInput(dropped(input.rows, layout: layout, context: &dropout, on: tape))
      }
      let output = tape.tensor(rows: input.positionCount, columns: directions.reduce(0) { $0 + $1.width })
      if !traits.notesStates { tape.watch(output, layer: directions[0].path, layout: layout) }
      lastStates.append(
        directions.enumerated().map { d, cell in
          let walk = SequenceWalk(
            layout, direction: d == 0 ? .forward : .backward, initial: initial?[layer].parts, truncation: truncation)
          return cell.run(input, walk, into: output.columns(d * cell.width..<(d + 1) * cell.width), on: tape)
        })
      input = SequenceInput(finish(layer, input: input.rows, output: output, skips: &skips, on: tape))
    }
    return StackResult(output: input.rows, lastStates: lastStates)
  }

  /// Advances all layers by one step, for stacks of one direction.
  ///
  /// - Parameters:
  ///   - projected: the first layer's pre-activations, `[N, G]`.
  ///   - states: one per layer, `[N, ·]`.
  ///   - dropout: masks that stay the same for all steps.
  ///   - number: number of the step, for recording the gradients of states.
  /// - Returns: output `[N, H]` and the next states.
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

  /// Applies dropout, in place if the layers do not read their output in the backward pass.
  private func dropped(
    _ x: Tensor, layout: SequenceLayout, context: inout DropoutContext?, on tape: Tape
  ) -> Tensor {
    let (rate, kind) = (options.dropout, options.dropoutKind)
    return traits.readsOutputBack
      ? tape.dropout(x, rate: rate, kind: kind, layout: layout, context: &context)
      : tape.dropout(overwriting: x, rate: rate, kind: kind, layout: layout, context: &context)
  }

  /// Returns the input of the layer above, or the stack's output after the last layer.
  private func finish(
    _ layer: Int, input: Tensor, output: Tensor, skips: inout Tensor?, on tape: Tape
  ) -> Tensor {
    guard traits.isDilated else {
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
