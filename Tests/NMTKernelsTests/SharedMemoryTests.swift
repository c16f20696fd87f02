import NMTKernels
import Testing

/// Where an argument may be another one itself, the result has the bits that it has with memory of its own.
struct SharedMemoryTests {
  private let counts = [1, 3, 16, 37, 130]

  @Test(arguments: backends) func elementwise(backend: CPUKernels) {
    let kernels = CheckingKernels(backend)
    var numbers = TestNumbers(61)
    for n in counts {
      let (x, b) = (testVector(numbers.floats(n)), testVector(numbers.floats(n)))
      let functions: [(String, (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void)] = [
        ("tanh", { kernels.tanh($0, into: $1, count: n) }), ("sigmoid", { kernels.sigmoid($0, into: $1, count: n) }),
        ("multiply", { kernels.multiply($0, b.base, into: $1, count: n, accumulate: false) }),
        ("multiply from the right", { kernels.multiply(b.base, $0, into: $1, count: n, accumulate: false) }),
      ]
      for (what, function) in functions {
        let (own, shared) = (TestMatrix(1, n), TestMatrix(copy: x))
        function(x.base, own.base)
        function(shared.base, shared.base)
        expectSameBits(shared.values, own.values, "\(backend.name) \(what) of \(n)")
      }
      let (own, shared) = (TestMatrix(copy: x), TestMatrix(copy: x))
      kernels.multiply(x.base, b.base, into: own.base, count: n, accumulate: true)
      kernels.multiply(shared.base, b.base, into: shared.base, count: n, accumulate: true)
      expectSameBits(shared.values, own.values, "\(backend.name) multiply, accumulated, of \(n)")
    }
  }

  @Test(arguments: backends) func gates(backend: CPUKernels) {
    let kernels = CheckingKernels(backend)
    for width in counts {
      let results = [false, true].map { isShared in
        var numbers = TestNumbers(62)
        let input = TestMatrix(3, 4 * width, gap: 1, random: &numbers)
        let (previous, dHidden) = (TestMatrix(3, width, random: &numbers), TestMatrix(3, width, random: &numbers))
        let (cell, hidden) = (TestMatrix(3, width), TestMatrix(3, width))
        let gates = isShared ? input : TestMatrix(3, 4 * width)
        let step = LSTMStep(
          input: input.matrix, previousCell: previous.matrix, gates: gates.matrix, cell: cell.matrix,
          hidden: hidden.matrix)
        kernels.lstm(step)
        let activations = gates.values
        let (dCell, dGates) = (TestMatrix(3, width, random: &numbers), isShared ? gates : TestMatrix(3, 4 * width))
        kernels.lstmBackward(step, dHidden: dHidden.matrix, dCell: dCell.matrix, dGates: dGates.matrix, dBias: nil)
        return activations + [cell, hidden, dCell, dGates].flatMap(\.values)
      }
      expectSameBits(results[1], results[0], "\(backend.name) lstm of width \(width)")
    }
  }

  @Test(arguments: backends) func gatesOfOtherCells(backend: CPUKernels) {
    let kernels = CheckingKernels(backend)
    for width in counts {
      let results = [false, true].map { isShared in
        var numbers = TestNumbers(63)
        let (input, recurrent) = (
          TestMatrix(3, 3 * width, random: &numbers), TestMatrix(3, 3 * width, gap: 2, random: &numbers)
        )
        let (previous, dHidden) = (TestMatrix(3, width, random: &numbers), TestMatrix(3, width, random: &numbers))
        let (gates, hidden) = (isShared ? input : TestMatrix(3, 3 * width), TestMatrix(3, width))
        let step = GRUStep(
          input: input.matrix, recurrent: recurrent.matrix, previous: previous.matrix, gates: gates.matrix,
          hidden: hidden.matrix)
        kernels.gru(step)
        let activations = gates.values + recurrent.values
        let dGates = isShared ? gates : TestMatrix(3, 3 * width)
        let dRecurrent = isShared ? recurrent : TestMatrix(3, 3 * width)
        kernels.gruBackward(
          step, dHidden: dHidden.matrix, dGates: dGates.matrix, dRecurrent: dRecurrent.matrix, dBias: nil,
          dRecurrentBias: nil)
        let x = TestMatrix(3, width, random: &numbers)
        let h = isShared ? x : TestMatrix(3, width)
        kernels.elman(ElmanStep(input: x.matrix, hidden: h.matrix, activation: .tanh))
        return activations + [hidden, dHidden, dGates, dRecurrent, h].flatMap(\.values)
      }
      expectSameBits(results[1], results[0], "\(backend.name) gru and elman of width \(width)")
    }
  }
}
