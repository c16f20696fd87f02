import NMTKernels
import NMTLayers
import NMTTensor
import NMTTestNumbers
import Testing

/// Every op against central differences, on every backend. Sizes are all different, so that a transposed shape shows.
@Suite struct OpGradientTests {
  static let layout = SequenceLayout(lengths: [2, 4, 1])
  static let memory = SequenceLayout(lengths: [3, 2, 5])

  @Sendable static func lstm(_ builder: ParameterBuilder) -> [Parameter] {
    [
      builder.weight("w", rows: 12, columns: 5, .zeros), builder.weight("u", rows: 12, columns: 3, .zeros),
      builder.vector("b", count: 12, .zeros),
    ]
  }

  /// Parameters of an Elman cell for one block, or of a GRU for three.
  @Sendable static func hidden(_ blocks: Int) -> @Sendable (ParameterBuilder) -> [Parameter] {
    { builder in
      [
        builder.weight("w", rows: 3 * blocks, columns: 5, .zeros),
        builder.weight("u", rows: 3 * blocks, columns: 3, .zeros), builder.vector("b", count: 3 * blocks, .zeros),
        builder.vector("c", count: 3, .zeros),
      ]
    }
  }

  static func gru(_ p: [Parameter]) -> GRUGates {
    GRUGates(input: p[0], recurrent: p[1], bias: p[2], recurrentBias: p[3])
  }

  static func lstmGates(_ p: [Parameter]) -> LSTMGates { LSTMGates(input: p[0], recurrent: p[1], bias: p[2]) }

  static let cases: [OpCase] = [
    OpCase(
      name: "linear", leaves: [(3, 5)],
      parameters: { [$0.weight("w", rows: 4, columns: 5, .zeros), $0.vector("b", count: 4, .zeros)] },
      op: { tape, x, p in [tape.linear(x[0], p[0], bias: p[1])] }),
    OpCase(
      name: "sum of linears, one weight twice", leaves: [(3, 5), (3, 2)],
      parameters: { [$0.weight("w", rows: 5, columns: 5, .zeros), $0.weight("u", rows: 5, columns: 2, .zeros)] },
      op: { tape, x, p in
        let sum = tape.linear(x[1], p[1], addedTo: tape.linear(x[0], p[0]))
        return [tape.linear(tape.tanh(sum), p[0])]
      }),
    OpCase(
      name: "embedding", leaves: [], parameters: { [$0.weight("table", rows: 4, columns: 3, .zeros, forms: [])] },
      op: { tape, _, p in [tape.embedding(p[0], [2, 0, 2, 3, 2], scale: 1.5)] }),
    OpCase(name: "gather", leaves: [(4, 3)], op: { tape, x, _ in [tape.gather(x[0], [1, 1, 3, 0, 1])] }),
    OpCase(
      name: "scatter", leaves: [(2, 3), (3, 3)],
      op: { tape, x, _ in
        let y = tape.tensor(rows: 5, columns: 3)
        tape.scatter(x[0], to: [4, 1], of: y)
        tape.scatter(x[1], to: [0, 3, 2], of: y)
        return [y]
      }),
    OpCase(name: "add", leaves: [(3, 4), (3, 4)], op: { tape, x, _ in [tape.add(x[0], x[1])] }),
    OpCase(
      name: "subtract views, one from both sides", leaves: [(3, 9), (3, 4)],
      op: { tape, x, _ in
        [tape.subtract(x[0].columns(2..<6), x[1]), tape.subtract(x[0].columns(0..<4), x[0].columns(3..<7))]
      }),
    OpCase(
      name: "interpolate", leaves: [(3, 5), (3, 5), (3, 5)],
      op: { tape, x, _ in [tape.interpolate(x[0], x[1], by: tape.sigmoid(x[2]))] }),
    OpCase(
      name: "interpolate views, an end by itself", leaves: [(3, 9)],
      op: { tape, x, _ in [tape.interpolate(x[0].columns(0..<4), x[0].columns(5..<9), by: x[0].columns(0..<4))] }),
    OpCase(
      name: "multiply views", leaves: [(3, 9)],
      op: { tape, x, _ in [tape.multiply(x[0].columns(0..<4), x[0].columns(3..<7))] }),
    OpCase(
      name: "tanh of columns", leaves: [(3, 9)], op: { tape, x, _ in [tape.tanh(x[0].columns(2..<7).rows(1..<3))] }),
    OpCase(
      name: "sigmoid", leaves: [(3, 9)],
      op: { tape, x, _ in [tape.sigmoid(x[0]), tape.sigmoid(x[0].columns(1..<5))] }),
    OpCase(
      name: "layer norm", leaves: [(4, 6)],
      parameters: { [$0.vector("gain", count: 6, .zeros), $0.vector("bias", count: 6, .zeros)] },
      op: { tape, x, p in [tape.layerNorm(x[0], gain: p[0], bias: p[1])] }),
    OpCase(
      name: "LSTM cell", leaves: [(3, 8), (3, 8), (3, 2)],
      op: { tape, x, _ in
        let (hidden, cell) = tape.lstmCell(overwriting: tape.add(x[0], x[1]), previousCell: x[2])
        return [hidden, cell]
      }),
    OpCase(
      name: "LSTM forward", leaves: [(7, 5)], parameters: lstm,
      op: { tape, x, p in
        let result = tape.recurrentSequence(SequenceInput(x[0]), lstmGates(p), SequenceWalk(layout))
        return [result.output] + result.last
      }),
    OpCase(
      name: "LSTM backward from a state", leaves: [(7, 5), (3, 3), (3, 3)], parameters: lstm,
      op: { tape, x, p in
        let wide = tape.tensor(rows: 7, columns: 8)
        let result = tape.recurrentSequence(
          SequenceInput(x[0]), lstmGates(p), SequenceWalk(layout, direction: .backward, initial: [x[1], x[2]]),
          into: wide.columns(4..<7))
        return [result.output] + result.last
      }),
    OpCase(
      name: "LSTM over shared rows", leaves: [(4, 5)], parameters: lstm,
      op: { tape, x, p in
        let shared = SequenceInput(x[0], places: [2, 0, 2, 2, 1, 0, 2])
        let result = tape.recurrentSequence(shared, lstmGates(p), SequenceWalk(layout, direction: .backward))
        return [result.output] + result.last
      }),
    OpCase(
      name: "Elman cell", leaves: [(3, 4)],
      op: { tape, x, _ in [tape.elmanCell(x[0], activation: .tanh)] }),
    OpCase(
      name: "GRU cell", leaves: [(3, 6), (3, 6), (3, 6), (3, 2)], parameters: { [$0.vector("c", count: 2, .zeros)] },
      op: { tape, x, p in
        [
          tape.gruCell(
            overwriting: tape.add(x[0], x[1]), recurrent: tape.add(x[2], x[1]), recurrentBias: p[0], previous: x[3])
        ]
      }),
    OpCase(
      name: "Elman forward from a state, with ends", leaves: [(7, 5), (3, 3)],
      parameters: { Array(hidden(1)($0).prefix(3)) },
      op: { tape, x, p in
        let gates = ElmanGates(activation: .tanh, input: p[0], recurrent: p[1], bias: p[2])
        let result = tape.recurrentSequence(SequenceInput(x[0]), gates, SequenceWalk(layout, initial: [x[1]]))
        return [result.output] + result.last
      }),
    OpCase(
      name: "GRU forward", leaves: [(7, 5)], parameters: hidden(3),
      op: { tape, x, p in
        let result = tape.recurrentSequence(SequenceInput(x[0]), gru(p), SequenceWalk(layout))
        return [result.output] + result.last
      }),
    OpCase(
      name: "GRU over shared rows", leaves: [(4, 5)], parameters: hidden(3),
      op: { tape, x, p in
        let shared = SequenceInput(x[0], places: [2, 0, 2, 2, 1, 0, 2])
        let result = tape.recurrentSequence(shared, gru(p), SequenceWalk(layout))
        return [result.output] + result.last
      }),
    OpCase(
      name: "GRU backward from a state", leaves: [(7, 5), (3, 3)], parameters: hidden(3),
      op: { tape, x, p in
        let wide = tape.tensor(rows: 7, columns: 8)
        let result = tape.recurrentSequence(
          SequenceInput(x[0]), gru(p), SequenceWalk(layout, direction: .backward, initial: [x[1]]),
          into: wide.columns(4..<7))
        return [result.output] + result.last
      }),
    OpCase(
      name: "centered convolution", leaves: [(7, 3)],
      parameters: { [$0.weight("w", rows: 4, columns: 9, .zeros), $0.vector("b", count: 4, .zeros)] },
      op: { tape, x, p in [tape.convolution(x[0], p[0], bias: p[1], offsets: [-1, 0, 1], layout: layout)] }),
    OpCase(
      name: "causal dilated convolution", leaves: [(7, 5)],
      parameters: { [$0.weight("w", rows: 3, columns: 10, .zeros)] },
      op: { tape, x, p in [tape.convolution(x[0], p[0], bias: nil, offsets: [-2, 0], layout: layout)] }),
    OpCase(
      name: "gated unit", leaves: [(4, 6), (4, 6)],
      op: { tape, x, _ in [tape.gatedUnit(overwriting: tape.add(x[0], x[1]))] }),
    OpCase(
      name: "side by side", leaves: [(3, 4), (3, 2)],
      op: { tape, x, _ in [tape.sideBySide([x[0].columns(1..<3), x[1], x[0]])] }),
    OpCase(
      name: "means of sentences", leaves: [(7, 3)], op: { tape, x, _ in [tape.sentenceMeans(x[0], layout: layout)] }),
    OpCase(
      name: "attention", leaves: [(7, 4), (10, 4), (10, 6)],
      op: { tape, x, _ in
        let groups = AttentionGroup.sentences(queries: layout, memory: memory)
        return [tape.attend(queries: x[0], keys: x[1], values: x[2], groups: groups).context]
      }),
    OpCase(
      name: "attention of two heads, keys are values", leaves: [(4, 6), (10, 6)],
      op: { tape, x, _ in
        let groups = AttentionGroup.rows(of: [2, 2, 0, 1], memory: memory)
        return [tape.attend(queries: x[0], keys: x[1], values: x[1], groups: groups, heads: 2, scale: 0.7).context]
      }),
    OpCase(
      name: "additive attention", leaves: [(7, 4), (10, 4), (10, 3)],
      parameters: { [$0.vector("v", count: 4, .zeros)] },
      op: { tape, x, p in
        let groups = AttentionGroup.sentences(queries: layout, memory: memory)
        return [
          tape.attendAdditively(queries: x[0], keys: x[1], v: p[0], values: x[2], groups: groups).context
        ]
      }),
    OpCase(name: "dropout", leaves: [(7, 5)], op: { tape, x, _ in [dropped(x[0], .plain, tape)] }),
    OpCase(
      name: "dropout in place", leaves: [(7, 5), (7, 5)],
      op: { tape, x, _ in
        let (layout, copy) = (SequenceLayout(lengths: [3, 4]), tape.add(x[0], x[1]))
        var context: DropoutContext? = DropoutContext(seed: 1, update: 2, replica: 0)
        return [tape.dropout(overwriting: copy, rate: 0.4, kind: .plain, layout: layout, context: &context)]
      }),
    OpCase(
      name: "tanh in place", leaves: [(7, 5), (7, 5)],
      op: { tape, x, _ in [tape.tanh(tape.add(x[0], x[1]), overwriting: true)] }),
    OpCase(name: "variational dropout", leaves: [(7, 5)], op: { tape, x, _ in [dropped(x[0], .variational, tape)] }),
    OpCase(
      name: "word dropout", leaves: [(7, 5)],
      op: { tape, x, _ in
        var context: DropoutContext? = DropoutContext(seed: 5, update: 1, replica: 0)
        return [tape.wordDropout(x[0], rate: 0.4, context: &context)]
      }),
  ]

  static func dropped(_ x: Tensor, _ kind: DropoutKind, _ tape: Tape) -> Tensor {
    var context: DropoutContext? = DropoutContext(seed: 5, update: 1, replica: 0)
    return tape.dropout(x, rate: 0.4, kind: kind, layout: layout, context: &context)
  }

  @Test(arguments: cases.indices) func everyOpByCentralDifferences(index: Int) {
    for kernels in backends { checkGradients(Self.cases[index], kernels) }
  }

  /// The loss takes its gradients while it computes; so it is checked apart; its blocks of rows are in
  /// `TensorTests`.
  @Test func crossEntropyByCentralDifferences() {
    for kernels in backends {
      let builder = ParameterBuilder()
      let parameters = [builder.weight("w", rows: 7, columns: 4, .zeros), builder.vector("b", count: 7, .zeros)]
      let store = ParameterStore(builder, seed: 1, kernels: kernels)
      let gradients = store.gradientBuffer()
      for p in parameters { store.matrix(p).set(numbers(p.count, p.path)) }
      store.weightsChanged()
      let x = numbers(12, "x")
      func loss(_ x: [Float], _ tape: Tape) -> (Tensor, Double) {
        let leaf = tape.leaf(x, rows: 3, columns: 4)
        let sums = tape.crossEntropy(
          leaf, weight: parameters[0], bias: parameters[1], targets: [6, 0, 3], smoothing: 0.2, gradientScale: 0.5)
        return (leaf, sums.loss)
      }
      let tape = Tape(parameters: store, gradients: gradients)
      let leaf = loss(x, tape).0
      tape.backward()
      let dx = x.indices.map { i in
        0.5
          * centralDifference(around: x[i], step: 0x1p-7) {
            var moved = x
            moved[i] = $0
            return loss(moved, Tape(parameters: store)).1
          }
      }
      expectClose(leaf.gradient!.elements, dx, tolerance: 2e-3, "dx, \(kernels.name)")
      for p in parameters {
        let expected = (0..<p.count).map { i in
          0.5
            * centralDifference(store.matrix(p).base + i, step: 0x1p-7) {
              store.weightsChanged()
              return loss(x, Tape(parameters: store)).1
            }
        }
        expectClose(gradients.matrix(p).elements, expected, tolerance: 2e-3, "\(p.path), \(kernels.name)")
      }
    }
  }
}
