import NMTKernels
import NMTLayers
import NMTTensor
import NMTTestNumbers
import Testing

/// What every cell has to do, whatever it is.
@Suite struct CellTests {
  static let layout = SequenceLayout(lengths: [3, 6, 1, 6, 2])
  /// Every kind of cell in the forms that its traits allow: a cell that is added to `CellKind` is tested here at once.
  static let plans: [(name: String, kind: CellKind, plan: CellPlan)] = CellKind.allCases.flatMap { kind in
    plans(kind.traits).map { ("\($0.form)\(kind)", kind, $0.plan) }
  }

  private static func plans(_ traits: CellTraits) -> [(form: String, plan: CellPlan)] {
    if traits.isDilated {
      return [
        ("", CellPlan(inputs: 5, width: 7, kernel: 3, dilation: 2, isLast: false)),
        ("last ", CellPlan(inputs: 5, width: 7, kernel: 2, dilation: 4)),
        ("normed ", CellPlan(inputs: 5, width: 7, normalized: true, kernel: 2, dilation: 2)),
      ]
    }
    if traits.isConvolution {
      return [
        ("", CellPlan(inputs: 5, width: 7, kernel: 3)),
        ("normed ", CellPlan(inputs: 5, width: 7, normalized: true, kernel: 4)),
      ]
    }
    return [
      ("", CellPlan(inputs: 5, width: 7)), ("normed ", CellPlan(inputs: 5, width: 7, normalized: true)),
      ("ReLU ", CellPlan(inputs: 5, width: 7, activation: .relu)),
    ]
  }

  private struct Walk {
    var output: [Float]
    var last: [[Float]]
    var gradients: [[Float]]
    var parameters: [Float]
  }

  /// What the cell reads: at each position a row of its own, or one of four that positions share, as they are or copied.
  private enum Input { case own, shared, copied }

  /// One cell over the layout, as `run` or by steps, and all gradients of a random weighting of outputs and last states.
  ///
  /// - Parameter spoils: whether the output's values are overwritten before the way back.
  private func walk(
    _ kind: CellKind, _ plan: CellPlan, fused: Bool, direction: Direction, truncation: Int, carried: Bool,
    input: Input = .own, spoils: Bool = false, kernels: any Kernels
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
    let walk = SequenceWalk(
      Self.layout, direction: direction, initial: carried ? initial.parts : nil, truncation: truncation)
    let last =
      fused ? cell.run(x, walk, into: output, on: tape) : cell.runByStep(x, walk, into: output, on: tape)
    let written = output.values.elements
    if spoils { output.values.fill(.nan) }
    output.gradient?.set(numbers(R * cell.width, "dy"))
    let ends = carried ? last.parts : []
    for (k, part) in ends.enumerated() { part.gradient?.set(numbers(B * part.columns, "final \(k)")) }
    tape.backward()
    return Walk(
      output: written, last: ends.map { $0.values.elements },
      gradients: ([leaf] + initial.parts).map { $0.gradient!.elements },
      parameters: Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count)))
  }

  /// `run` equals `runByStep`, from a given state and from none, cut and whole, in both directions where there are two.
  @Test(arguments: plans.indices) func theSequenceEqualsItsSteps(index: Int) {
    let (name, kind, plan) = Self.plans[index]
    for kernels in backends {
      for (direction, truncation, carried) in [
        (Direction.forward, 0, true), (.forward, 2, true), (.forward, 0, false), (.backward, 0, true),
      ] where direction == .forward || !kind.traits.isConvolution {
        let both = [true, false].map {
          walk(
            kind, plan, fused: $0, direction: direction, truncation: truncation, carried: carried, kernels: kernels)
        }
        let what = "\(name), \(direction), cut at \(truncation), \(carried ? "carried, " : "")\(kernels.name)"
        expectClose(both[0].output, both[1].output, tolerance: 2e-6, "output, \(what)")
        #expect(both[0].last.count == both[1].last.count, "\(what)")
        for k in both[0].last.indices {
          expectClose(both[0].last[k], both[1].last[k], tolerance: 2e-6, "final \(k), \(what)")
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
      #expect(both[0].last == both[1].last, "\(what)")
      for k in both[0].gradients.indices {
        expectClose(both[0].gradients[k], both[1].gradients[k], tolerance: 1e-5, "leaf \(k), \(what)")
      }
      expectClose(both[0].parameters, both[1].parameters, tolerance: 1e-5, "parameters, \(what)")
    }
  }

  /// The trait `readsOutputBack` is true of the cells that need it: of all others the output may be overwritten, as the
  /// stack's dropout does, and no gradient changes.
  @Test(arguments: plans.indices) func anOutputThatIsNotReadBackMayBeOverwritten(index: Int) {
    let (name, kind, plan) = Self.plans[index]
    for kernels in backends {
      let both = [false, true].map {
        walk(
          kind, plan, fused: true, direction: .forward, truncation: 0, carried: false, spoils: $0, kernels: kernels)
      }
      let unchanged = both[0].gradients == both[1].gradients && both[0].parameters == both[1].parameters
      #expect(
        unchanged || kind.traits.readsOutputBack,
        "\(name), \(kernels.name): gradients change with the output's values; its traits must say readsOutputBack")
    }
  }

  /// The trait `hasActivation` is true of just the cells whose output the activation decides.
  @Test(arguments: CellKind.allCases) func theActivationCountsWhereTheTraitsSaySo(kind: CellKind) {
    let outputs = Activation.allCases.map { activation in
      let builder = ParameterBuilder()
      let options = StackOptions(cell: kind, layers: 1, width: 6, activation: activation)
      let stack = RecurrentStack("stack", from: 4, options, in: builder)
      let tape = Tape(parameters: ParameterStore(builder, seed: 5, kernels: cpuKernels()))
      var dropout: DropoutContext?
      let x = SequenceInput(tape.leaf(numbers(24, "x"), rows: 6, columns: 4))
      let y = stack.run(x, layout: SequenceLayout(lengths: [2, 4]), dropout: &dropout, on: tape).output
      return y.values.elements
    }
    #expect((outputs[0] != outputs[1]) == kind.traits.hasActivation)
  }

  /// Stacks of every kind note the gradient of each layer's state at each step once.
  @Test(arguments: CellKind.allCases) func gradientsOfStatesAreNotedOnce(kind: CellKind) {
    let builder = ParameterBuilder()
    let stack = RecurrentStack("stack", from: 4, StackOptions(cell: kind, layers: 1, width: 6), in: builder)
    let store = ParameterStore(builder, seed: 5, kernels: cpuKernels())
    let tape = Tape(parameters: store, gradients: store.gradientBuffer())
    let watch = StateGradients()
    tape.stateGradients = watch
    let x = tape.leaf(numbers(24, "x"), rows: 6, columns: 4)
    var dropout: DropoutContext?
    let y = stack.run(SequenceInput(x), layout: SequenceLayout(lengths: [2, 4]), dropout: &dropout, on: tape).output
    let dy = numbers(y.rows * y.columns, "dy")
    y.gradient!.set(dy)
    tape.backward()
    let norms = watch.norms("stack.layers.0")
    #expect(norms.count == 4, "\(kind)")
    // The last step of the longer sentence is the last row: nothing but the output's gradient reaches it.
    let expected = dy.suffix(y.columns).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs((norms.last ?? 0) - expected) < 1e-6 * expected, "\(kind): \(norms) against \(expected)")
  }

  /// |∂ output(t) / ∂ x(s)| of a stack over one sentence: `[s]`, exactly zero where the input is not seen.
  private func influence(_ options: StackOptions, length: Int, of t: Int) -> [Float] {
    let builder = ParameterBuilder()
    let stack = RecurrentStack("stack", from: 4, options, in: builder)
    let store = ParameterStore(builder, seed: 5, kernels: cpuKernels())
    let tape = Tape(parameters: store, gradients: store.gradientBuffer())
    let x = tape.leaf(numbers(length * 4, "x"), rows: length, columns: 4)
    var dropout: DropoutContext?
    let y = stack.run(SequenceInput(x), layout: SequenceLayout(lengths: [length]), dropout: &dropout, on: tape).output
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

  @Test func aCenteredConvolutionSeesBothSides() {
    let options = StackOptions(cell: .conv, layers: 2, width: 6, bidirectional: true, kernel: 3)
    let seen = influence(options, length: 12, of: 6)
    #expect(seen.indices.filter { seen[$0] > 0 } == Array(4...8))
  }

  /// Recurrent stacks see their whole past and nothing of the future; a Jordan one, given its inputs, only the present.
  @Test func recurrentStacksAreCausal() {
    for cell in CellKind.allCases where !cell.traits.isConvolution {
      let seen = influence(StackOptions(cell: cell, layers: 2, width: 6), length: 9, of: 6)
      #expect(seen.indices.filter { seen[$0] > 0 } == Array((cell.traits.feedsOutputs ? 6 : 0)...6), "\(cell)")
    }
  }

  /// Elman with ReLU begins as Le, Jaitly & Hinton say: what is in the state stays there.
  @Test func reluBeginsWithTheIdentity() {
    let builder = ParameterBuilder()
    let cell = Elman("cell", CellPlan(inputs: 5, width: 7, activation: .relu), in: builder)
    let store = ParameterStore(builder, seed: 2, kernels: cpuKernels())
    let tape = Tape(parameters: store)
    let state = tape.leaf([0, 1, 2, 3, 4, 5, 6], rows: 1, columns: 7)
    let after = cell.step(cell.project(tape.zeros(rows: 1, columns: 5), on: tape), RecurrentState([state]), on: tape)
    #expect(after.output.values.elements == [0, 1, 2, 3, 4, 5, 6])
    #expect(store.matrix(cell.input).elements.allSatisfy { abs($0) < 0.006 && $0 != 0 })
  }
}
