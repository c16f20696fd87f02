import NMTLayers
import NMTTensor

/// Everything that the decoder receives about the source.
struct EncoderOutput {
  /// `[R, M]`.
  let memory: Tensor
  /// `[B, M]`: last forward and first backward output of the last layer; the sentence's mean for convolutions.
  let summary: Tensor
  /// States after each sentence's last step, `[layer][direction]`, rows in batch order.
  let lastStates: [[RecurrentState]]
}

/// Embedded source → memory: layers of cells in one or two directions. Parameters `encoder.layers.…`.
struct SourceEncoder: Sendable {
  let stack: RecurrentStack

  init(_ options: ModelOptions, in builder: ParameterBuilder) {
    stack = RecurrentStack("encoder", from: options.embedding, options.encoderStack, in: builder)
  }

  func callAsFunction(
    _ embedded: SequenceInput, layout: SequenceLayout, dropout: inout DropoutContext?, on tape: Tape
  ) -> EncoderOutput {
    let result = stack.run(embedded, layout: layout, dropout: &dropout, on: tape)
    let summary =
      stack.options.cell.traits.isConvolution
      ? tape.sentenceMeans(result.output, layout: layout)
      : tape.sideBySide(result.lastStates[result.lastStates.count - 1].map(\.output))
    return EncoderOutput(memory: result.output, summary: summary, lastStates: result.lastStates)
  }
}

/// Encoder → the decoder's initial states. Parameters of the dense kind: `bridge.layers.L.hidden.weight [H, M]` and
/// `.bias [H]`; likewise `cell` for a second state matrix, `state2` for a third, and so on. No parameters for cells
/// that cannot start from an encoder.
struct Bridge: Sendable {
  private static func name(part: Int) -> String { part < 2 ? ["hidden", "cell"][part] : "state\(part)" }

  private let kind: BridgeKind
  /// `[layer][part of the state]`.
  private let dense: [[Linear]]

  init(_ options: ModelOptions, decoder: RecurrentStack, in builder: ParameterBuilder) {
    kind = options.bridge
    guard kind == .dense else {
      dense = []
      return
    }
    dense = decoder.cells.enumerated().map { layer, directions in
      (directions[0].traits.beginsFromEncoder ? directions[0].stateWidths : []).enumerated().map { part, width in
        Linear(
          "bridge.layers.\(layer).\(Self.name(part: part))", from: options.encoderWidth, to: width, bias: true,
          in: builder)
      }
    }
  }

  /// One state per decoder layer, rows in batch order; nil for zero states.
  func callAsFunction(_ encoded: EncoderOutput, layers: Int, on tape: Tape) -> [RecurrentState]? {
    switch kind {
    case .zero: nil
    case .copy:
      (0..<layers).map { layer in
        let directions = encoded.lastStates[min(layer, encoded.lastStates.count - 1)]
        return RecurrentState(
          directions[0].parts.indices.map { part in tape.sideBySide(directions.map { $0.parts[part] }) })
      }
    case .dense:
      dense.allSatisfy(\.isEmpty)
        ? nil
        : dense.map { parts in RecurrentState(parts.map { tape.tanh($0(encoded.summary, on: tape)) }) }
    }
  }
}
