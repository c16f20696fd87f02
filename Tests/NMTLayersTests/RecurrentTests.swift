import NMTKernels
import NMTLayers
import NMTModels
import NMTTensor
import NMTTestNumbers
import Testing

/// Fast paths against their slow twins, and steps by hand.
@Suite struct RecurrentTests {
  static let layout = SequenceLayout(lengths: [3, 6, 1, 6, 2])

  private struct Walk {
    var output: [Float]
    var last: [[Float]]
    var gradients: [[Float]]
    var parameters: [Float]
  }

  /// One LSTM over the layout from a given state, fused or composed, and all gradients of a random weighting of outputs.
  private func walk(
    fused: Bool, direction: Direction, truncation: Int, kernels: any Kernels, normalized: Bool = false
  ) -> Walk {
    let builder = ParameterBuilder()
    let cell = LSTM("cell", CellPlan(inputs: 5, width: 7, normalized: normalized), in: builder)
    let store = ParameterStore(builder, seed: 2, kernels: kernels)
    let gradients = store.gradientBuffer()
    let tape = Tape(parameters: store, gradients: gradients)
    let R = Self.layout.rowCount
    let x = tape.leaf(numbers(R * 5, "x"), rows: R, columns: 5)
    let hidden = tape.leaf(numbers(35, "h"), rows: 5, columns: 7)
    let memory = tape.leaf(numbers(35, "c"), rows: 5, columns: 7)
    let output = tape.tensor(rows: R, columns: 7)
    let walk = SequenceWalk(
      Self.layout, direction: direction, initial: [hidden, memory], truncation: truncation)
    let last =
      fused
      ? cell.run(SequenceInput(x), walk, into: output, on: tape)
      : cell.runByStep(SequenceInput(x), walk, into: output, on: tape)
    output.gradient?.set(numbers(R * 7, "dy"))
    for (k, part) in last.parts.enumerated() { part.gradient?.set(numbers(35, "final \(k)")) }
    tape.backward()
    return Walk(
      output: output.values.elements, last: last.parts.map { $0.values.elements },
      gradients: [x, hidden, memory].map { $0.gradient!.elements },
      parameters: Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count)))
  }

  @Test(arguments: [0, 1, 2]) func theFusedSequenceEqualsItsSteps(truncation: Int) {
    for kernels in backends {
      for direction in [Direction.forward, .backward] {
        let fused = walk(fused: true, direction: direction, truncation: truncation, kernels: kernels)
        let composed = walk(fused: false, direction: direction, truncation: truncation, kernels: kernels)
        let what = "\(direction), cut at \(truncation), \(kernels.name)"
        expectClose(fused.output, composed.output, tolerance: 1e-6, "output, \(what)")
        for k in 0..<2 { expectClose(fused.last[k], composed.last[k], tolerance: 1e-6, "final \(k), \(what)") }
        for k in 0..<3 { expectClose(fused.gradients[k], composed.gradients[k], tolerance: 1e-5, "leaf \(k), \(what)") }
        expectClose(fused.parameters, composed.parameters, tolerance: 1e-5, "parameters, \(what)")
      }
    }
  }

  /// A cut shows in the gradients and not in the values; a cut beyond the longest sentence is none.
  @Test func truncationCutsGradientsOnly() {
    let whole = walk(fused: true, direction: .forward, truncation: 0, kernels: cpuKernels())
    let cut = walk(fused: true, direction: .forward, truncation: 2, kernels: cpuKernels())
    let beyond = walk(fused: true, direction: .forward, truncation: 6, kernels: cpuKernels())
    #expect(cut.output == whole.output)
    #expect(cut.parameters != whole.parameters)
    #expect(beyond.parameters == whole.parameters)
  }

  @Test func theFusedCellEqualsTheReference() {
    for kernels in backends {
      let builder = ParameterBuilder()
      _ = builder.vector("unused", count: 1, .zeros)
      let store = ParameterStore(builder, seed: 1, kernels: kernels)
      func run(_ fused: Bool) -> [[Float]] {
        let tape = Tape(parameters: store, gradients: store.gradientBuffer())
        let input = tape.leaf(numbers(36, "input").map { 3 * $0 }, rows: 3, columns: 12)
        let recurrent = tape.leaf(numbers(36, "recurrent"), rows: 3, columns: 12)
        let previous = tape.leaf(numbers(9, "cell"), rows: 3, columns: 3)
        let (h, c) =
          fused
          ? tape.lstmCell(overwriting: tape.add(input, recurrent), previousCell: previous)
          : lstmStepReference(input: input, recurrent: recurrent, previousCell: previous, on: tape)
        h.gradient?.set(numbers(9, "dh"))
        // The reference reads the cell's gradient in its own ops: it adds to what is given here.
        c.gradient?.set(numbers(9, "dc"))
        tape.backward()
        return [h, c].map { $0.values.elements } + [input, recurrent, previous].map { $0.gradient!.elements }
      }
      for (k, (a, b)) in zip(run(true), run(false)).enumerated() {
        expectClose(a, b, tolerance: 1e-5, "\(k), \(kernels.name)")
      }
    }
  }

  /// One step of width 1 by hand: all pre-activations 0 except g = 1, c′ = 2. σ(0) = 1/2, so
  /// c = ½·2 + ½·tanh 1 = 1.380797, h = ½·tanh c = 0.440565
  @Test func oneStepByHand() {
    for kernels in backends {
      let builder = ParameterBuilder()
      _ = builder.vector("unused", count: 1, .zeros)
      let tape = Tape(parameters: ParameterStore(builder, seed: 1, kernels: kernels))
      let (h, c) = tape.lstmCell(
        overwriting: tape.leaf([0, 0, 1, 0], rows: 1, columns: 4), previousCell: tape.leaf([2], rows: 1, columns: 1))
      expectClose(c.values.elements, [1.380_797], tolerance: 1e-5, "c")
      expectClose(h.values.elements, [0.440_565], tolerance: 1e-5, "h")
    }
  }

  /// Sentences 2, 4 and 1 long: the schedule walks the longest first and each from its own end.
  @Test func schedulesByHand() {
    let layout = SequenceLayout(lengths: [2, 4, 1])
    #expect(layout.starts == [0, 2, 6] && layout.rowCount == 7)
    #expect(layout.forward.order == [1, 0, 2])
    #expect(layout.forward.live == [3, 2, 1, 1])
    #expect(layout.forward.rows == [2, 0, 6, 3, 1, 4, 5])
    #expect(layout.backward.rows == [5, 1, 6, 4, 0, 3, 2])
    #expect(layout.lastRows == [1, 5, 6])
    #expect(layout.sentenceOfRow == [0, 0, 1, 1, 1, 1, 2])
  }
}
