import NMTKernels
import NMTLayers
import NMTTensor
import NMTTestNumbers
import Testing

/// What every cell has to do, whatever it is.
@Suite struct CellTests {
  static let layout = SequenceLayout(lengths: [3, 6, 1, 6, 2])
  static let plans: [(name: String, kind: CellKind, plan: CellPlan)] = [
    ("LSTM", .lstm, CellPlan(inputs: 5, width: 7)), ("GRU", .gru, CellPlan(inputs: 5, width: 7)),
    ("normed GRU", .gru, CellPlan(inputs: 5, width: 7, normalised: true)),
    ("Elman", .elman, CellPlan(inputs: 5, width: 7)),
    ("Elman with ReLU", .elman, CellPlan(inputs: 5, width: 7, activation: .relu)),
    ("normed Elman", .elman, CellPlan(inputs: 5, width: 7, normalised: true)),
    ("Jordan", .jordan, CellPlan(inputs: 5, width: 7)),
    ("convolution", .conv, CellPlan(inputs: 5, width: 7, kernel: 3)),
    ("normed convolution", .conv, CellPlan(inputs: 5, width: 7, normalised: true, kernel: 4)),
    ("dilated", .dilated, CellPlan(inputs: 5, width: 7, kernel: 3, dilation: 2, isLast: false)),
    ("last dilated", .dilated, CellPlan(inputs: 5, width: 7, kernel: 2, dilation: 4)),
  ]

  private struct Walk {
    var output: [Float]
    var final: [[Float]]
    var gradients: [[Float]]
    var parameters: [Float]
  }

  /// What the cell reads: at each position a row of its own, or one of four that positions share, as they are or copied.
  private enum Input { case own, shared, copied }

  /// One cell over the layout, as `run` or by steps, and all gradients of a random weighting of outputs and last states.
  private func walk(
    _ kind: CellKind, _ plan: CellPlan, fused: Bool, direction: Direction, truncation: Int, carried: Bool,
    input: Input = .own, kernels: any Kernels
  ) -> Walk {
    let builder = ParameterBuilder()
    let cell = kind.make("cell", plan, in: builder)
    let store = ParameterStore(builder, seed: 2, kernels: kernels)
    for p in store.specs { store.matrix(p).set(numbers(p.count, p.path)) }
    store.weightsChanged()
    let gradients = store.gradientBuffer()
    let tape = Tape(parameters: store, gradients: gradients)
    let (R, B) = (Self.layout.rowCount, Self.layout.sentenceCount)
    let rows = input == .own ? R : 4
    let leaf = tape.leaf(numbers(rows * 5, "x"), rows: rows, columns: 5)
    let places = (0..<R).map { Int32($0 * 5 / 3 % 4) }
    let x =
      switch input {
      case .own: SequenceInput(leaf)
      case .shared: SequenceInput(leaf, places: places)
      case .copied: SequenceInput(tape.gather(leaf, places))
      }
    let initial = RecurrentState(
      cell.stateWidths.enumerated().map { tape.leaf(numbers(B * $1, "state \($0)"), rows: B, columns: $1) })
    let output = tape.tensor(rows: R, columns: cell.width)
    func go(_ initial: RecurrentState?) -> RecurrentState {
      fused
        ? cell.run(
          x, layout: Self.layout, direction: direction, initial: initial, truncation: truncation, into: output, on: tape
        )
        : cell.runByStep(
          x, layout: Self.layout, direction: direction, initial: initial, truncation: truncation, into: output, on: tape
        )
    }
    let final = go(carried ? initial : nil)
    output.gradient?.set(numbers(R * cell.width, "dy"))
    let ends = carried ? final.parts : []
    for (k, part) in ends.enumerated() { part.gradient?.set(numbers(B * part.columns, "final \(k)")) }
    tape.backward()
    return Walk(
      output: output.values.elements, final: ends.map { $0.values.elements },
      gradients: ([leaf] + initial.parts).map { $0.gradient!.elements },
      parameters: Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count)))
  }

  /// `run` equals `runByStep`, from a given state and from none, cut and whole, in both directions where there are two.
  @Test(arguments: plans.indices) func theSequenceEqualsItsSteps(index: Int) {
    let (name, kind, plan) = Self.plans[index]
    for kernels in backends {
      for (direction, truncation, carried) in [
        (Direction.forward, 0, true), (.forward, 2, true), (.forward, 0, false), (.backward, 0, true),
      ] where direction == .forward || !kind.isConvolution {
        let both = [true, false].map {
          walk(
            kind, plan, fused: $0, direction: direction, truncation: truncation, carried: carried, kernels: kernels)
        }
        let what = "\(name), \(direction), cut at \(truncation), \(carried ? "carried, " : "")\(kernels.name)"
        expectClose(both[0].output, both[1].output, tolerance: 2e-6, "output, \(what)")
        #expect(both[0].final.count == both[1].final.count, "\(what)")
        for k in both[0].final.indices {
          expectClose(both[0].final[k], both[1].final[k], tolerance: 2e-6, "final \(k), \(what)")
        }
        for k in both[0].gradients.indices {
          expectClose(both[0].gradients[k], both[1].gradients[k], tolerance: 1e-5, "leaf \(k), \(what)")
        }
        expectClose(both[0].parameters, both[1].parameters, tolerance: 1e-5, "parameters, \(what)")
      }
    }
  }

  /// Positions that share a row get what copies of it would get, bit for bit, and the row gets all their gradients.
  @Test(arguments: plans.indices) func sharedRowsDoWhatCopiesDo(index: Int) {
    let (name, kind, plan) = Self.plans[index]
    for (kernels, fused) in backends.flatMap({ kernels in [true, false].map { (kernels, $0) } }) {
      let both = [Input.shared, .copied].map {
        walk(
          kind, plan, fused: fused, direction: .forward, truncation: 0, carried: true, input: $0, kernels: kernels)
      }
      let what = "\(name), \(fused ? "whole" : "by steps"), \(kernels.name)"
      #expect(both[0].output == both[1].output, "\(what)")
      #expect(both[0].final == both[1].final, "\(what)")
      for k in both[0].gradients.indices {
        expectClose(both[0].gradients[k], both[1].gradients[k], tolerance: 1e-5, "leaf \(k), \(what)")
      }
      expectClose(both[0].parameters, both[1].parameters, tolerance: 1e-5, "parameters, \(what)")
    }
  }

  /// |∂ output(t) / ∂ x(s)| of a stack over one sentence: `[s]`, exactly zero where the input is not seen.
  private func influence(_ options: StackOptions, length: Int, of t: Int) -> [Float] {
    let builder = ParameterBuilder()
    let stack = RecurrentStack("stack", from: 4, options, in: builder)
    let store = ParameterStore(builder, seed: 5, kernels: CPUKernels())
    let tape = Tape(parameters: store, gradients: store.gradientBuffer())
    let x = tape.leaf(numbers(length * 4, "x"), rows: length, columns: 4)
    var dropout: DropoutContext?
    let (y, _) = stack.run(SequenceInput(x), layout: SequenceLayout(lengths: [length]), dropout: &dropout, on: tape)
    for k in 0..<y.columns { y.gradient!.row(t)[k] = 1 }
    tape.backward()
    return (0..<length).map { s in (0..<4).map { abs(x.gradient!.row(s)[$0]) }.max()! }
  }

  /// A causal stack of kernel k and dilations d sees exactly 1 + (k − 1)·Σd inputs, and nothing of the future.
  @Test(arguments: [(2, 4, 4), (3, 3, 3), (2, 6, 3), (4, 2, 2)])
  func theReceptiveFieldIsWhatTheDilationsSay(kernel: Int, layers: Int, cycle: Int) {
    let options = StackOptions(cell: .dilated, layers: layers, width: 6, kernel: kernel, dilationCycle: cycle)
    let field = 1 + (kernel - 1) * (0..<layers).reduce(0) { $0 + options.dilation(layer: $1) }
    let seen = influence(options, length: 70, of: 60)
    #expect(seen.indices.filter { seen[$0] > 0 } == Array(61 - field...60))
  }

  @Test func aCentredConvolutionSeesBothSides() {
    let options = StackOptions(cell: .conv, layers: 2, width: 6, bidirectional: true, kernel: 3)
    let seen = influence(options, length: 12, of: 6)
    #expect(seen.indices.filter { seen[$0] > 0 } == Array(4...8))
  }

  /// Recurrent stacks see their whole past and nothing of the future; a Jordan one, given its inputs, only the present.
  @Test func recurrentStacksAreCausal() {
    for cell in [CellKind.lstm, .gru, .elman] {
      let seen = influence(StackOptions(cell: cell, layers: 2, width: 6), length: 9, of: 6)
      #expect(seen.indices.filter { seen[$0] > 0 } == Array(0...6), "\(cell)")
    }
    let seen = influence(StackOptions(cell: .jordan, layers: 2, width: 6), length: 9, of: 6)
    #expect(seen.indices.filter { seen[$0] > 0 } == [6])
  }

  /// Elman with ReLU begins as Le, Jaitly & Hinton say: what is in the state stays there.
  @Test func reluBeginsWithTheIdentity() {
    let builder = ParameterBuilder()
    let cell = Elman("cell", CellPlan(inputs: 5, width: 7, activation: .relu), in: builder)
    let store = ParameterStore(builder, seed: 2, kernels: CPUKernels())
    let tape = Tape(parameters: store)
    let state = tape.leaf([0, 1, 2, 3, 4, 5, 6], rows: 1, columns: 7)
    let after = cell.step(cell.project(tape.zeros(rows: 1, columns: 5), on: tape), RecurrentState([state]), on: tape)
    #expect(after.output.values.elements == [0, 1, 2, 3, 4, 5, 6])
    #expect(store.matrix(cell.input).elements.allSatisfy { abs($0) < 0.006 && $0 != 0 })
  }
}
