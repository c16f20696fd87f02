import NMTKernels
import Testing

/// Elman, GRU and gated unit against the plain loops and by hand.
struct CellKernelTests {
  private let reference = ReferenceKernels()
  private static let shapes = [(1, 1), (2, 5), (3, 16), (5, 17), (7, 33)]

  /// One tanh or none: a few units in the last place of values below 1; sums of up to 7 rows.
  @Test(arguments: backends, Activation.allCases) func elmanEqualsReference(backend: CPUKernels, f: Activation) {
    for (rows, width) in Self.shapes {
      let results = [backend as any Kernels, reference].map { kernels in
        var numbers = TestNumbers(51)
        let input = TestMatrix(rows, width, gap: 1, random: &numbers, scale: 3)
        let bias = testVector(numbers.floats(width))
        let (hidden, dGates) = (TestMatrix(rows, width, gap: 2), TestMatrix(rows, width, gap: 3))
        let (dHidden, dBias) = (TestMatrix(rows, width, random: &numbers), TestMatrix(copy: bias))
        let step = ElmanStep(input: input.matrix, bias: UnsafePointer(bias.base), hidden: hidden.matrix, activation: f)
        kernels.elman(step)
        kernels.elmanBackward(step, dHidden: dHidden.matrix, dGates: dGates.matrix, dBias: dBias.base)
        return [hidden, dGates, dBias]
      }
      for (a, e) in zip(results[0], results[1]) {
        expectClose(a, e, relative: 2e-6, absolute: 2e-6, "\(backend.name) elman \(f) [\(rows),\(width)]")
      }
    }
  }

  /// Four functions one after the other, each off by 2.6 units in the last place at most, of values below 8.
  @Test(arguments: backends, [false, true]) func gruEqualsReference(backend: CPUKernels, inPlace: Bool) {
    for (rows, width) in Self.shapes {
      let results = [backend as any Kernels, reference].map { kernels in
        var numbers = TestNumbers(52)
        let input = TestMatrix(rows, 3 * width, gap: 1, random: &numbers, scale: 3)
        let recurrent = TestMatrix(rows, 3 * width, gap: 2, random: &numbers, scale: 2)
        let (bias, own) = (testVector(numbers.floats(3 * width)), testVector(numbers.floats(width)))
        let previous = TestMatrix(rows, width, gap: 3, random: &numbers)
        let (gates, hidden) = (inPlace ? input : TestMatrix(rows, 3 * width, gap: 1), TestMatrix(rows, width, gap: 5))
        let dHidden = TestMatrix(rows, width, gap: 1, random: &numbers)
        let dGates = inPlace ? gates : TestMatrix(rows, 3 * width)
        let dRecurrent = inPlace ? recurrent : TestMatrix(rows, 3 * width)
        let (dBias, dOwn) = (TestMatrix(copy: bias), TestMatrix(copy: own))
        let step = GRUStep(
          input: input.matrix, recurrent: recurrent.matrix, bias: inPlace ? UnsafePointer(bias.base) : nil,
          recurrentBias: inPlace ? UnsafePointer(own.base) : nil, previous: previous.matrix, gates: gates.matrix,
          hidden: hidden.matrix)
        kernels.gru(step)
        let forward = [TestMatrix(copy: gates), TestMatrix(copy: hidden), TestMatrix(copy: recurrent)]
        kernels.gruBackward(
          step, dHidden: dHidden.matrix, dGates: dGates.matrix, dRecurrent: dRecurrent.matrix,
          dBias: inPlace ? dBias.base : nil, dRecurrentBias: inPlace ? dOwn.base : nil)
        return forward + [dGates, dRecurrent, dHidden, dBias, dOwn]
      }
      for (k, (a, e)) in zip(results[0], results[1]).enumerated() {
        expectClose(a, e, relative: 5e-6, absolute: 5e-6, "\(backend.name) gru \(k) [\(rows),\(width)]")
      }
    }
  }

  @Test(arguments: backends) func gatedUnitEqualsReference(backend: CPUKernels) {
    for (rows, width) in Self.shapes {
      let results = [backend as any Kernels, reference].map { kernels in
        var numbers = TestNumbers(53)
        let x = TestMatrix(rows, 2 * width, gap: 1, random: &numbers, scale: 3)
        let (y, dy) = (TestMatrix(rows, width, gap: 2), TestMatrix(rows, width, gap: 3, random: &numbers))
        let dx = TestMatrix(rows, 2 * width, gap: 1, random: &numbers)
        kernels.gatedUnit(x.matrix, into: y.matrix)
        kernels.gatedUnitBackward(activations: x.matrix, dy: dy.matrix, into: dx.matrix)
        return [x, y, dx]
      }
      for (a, e) in zip(results[0], results[1]) {
        expectClose(a, e, relative: 2e-6, absolute: 2e-6, "\(backend.name) gated unit [\(rows),\(width)]")
      }
    }
  }

  /// By hand: with all products 0 both gates are ½ and n is tanh(½·c); with c = 2 and h′ = 1, h = ½·tanh 1 + ½ =
  /// 0.880797. The gradient 1 of h gives h′ its half directly; dn = ½·(1 − tanh² 1) = 0.209987, and half of it to q.
  @Test(arguments: backends) func gruByHand(backend: CPUKernels) {
    let (input, recurrent) = (TestMatrix(1, 3), TestMatrix(1, 3))
    let (previous, hidden, own) = (testVector([1]), TestMatrix(1, 1), testVector([2]))
    let step = GRUStep(
      input: input.matrix, recurrent: recurrent.matrix, recurrentBias: UnsafePointer(own.base),
      previous: previous.matrix, gates: input.matrix, hidden: hidden.matrix)
    backend.gru(step)
    #expect(abs(hidden.values[0] - 0.880_797) < 1e-6)
    let dHidden = testVector([1])
    backend.gruBackward(
      step, dHidden: dHidden.matrix, dGates: input.matrix, dRecurrent: recurrent.matrix, dBias: nil,
      dRecurrentBias: nil)
    #expect(dHidden.values == [0.5])
    #expect(abs(input.values[2] - 0.209_987) < 1e-6 && abs(recurrent.values[2] - 0.104_993_5) < 1e-6)
  }
}
