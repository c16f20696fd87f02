import NMTKernels
import Testing

/// Sizes around every vector width, and one with many vectors.
private let counts = Array(0...35) + [64, 67, 1001]

struct ElementwiseTests {
  private let reference = ReferenceKernels()

  /// Runs one kernel on both backends over y = f(a, b, y). Each result rounds at most three times, so a few units in the
  /// last place of the largest operand (below 2) cover it.
  private func compare(
    _ backend: CPUKernels, _ what: String,
    _ kernel: (any Kernels, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    var numbers = TestNumbers(11)
    for n in counts {
      let (a, b) = (testVector(numbers.floats(n)), testVector(numbers.floats(n)))
      let actual = testVector(numbers.floats(n))
      let expected = TestMatrix(copy: actual)
      kernel(backend, a.base, b.base, actual.base, n)
      kernel(reference, a.base, b.base, expected.base, n)
      expectClose(actual, expected, relative: 5e-7, absolute: 3e-7, "\(backend.name) \(what) of \(n)")
    }
  }

  @Test(arguments: backends) func equalReference(backend: CPUKernels) {
    compare(backend, "add") { $0.add($1, scaledBy: -0.7, to: $3, count: $4) }
    compare(backend, "scale") { kernels, _, _, y, n in kernels.scale(y, by: 1.7, count: n) }
    compare(backend, "multiply") { $0.multiply($1, $2, into: $3, count: $4, accumulate: false) }
    compare(backend, "multiply, accumulated") { $0.multiply($1, $2, into: $3, count: $4, accumulate: true) }
    compare(backend, "tanh") { kernels, a, _, y, n in kernels.tanh(a, into: y, count: n) }
    compare(backend, "tanh backward") { $0.tanhBackward(y: $1, dy: $2, into: $3, count: $4) }
    compare(backend, "sigmoid") { kernels, a, _, y, n in kernels.sigmoid(a, into: y, count: n) }
    compare(backend, "sigmoid backward") { $0.sigmoidBackward(y: $1, dy: $2, into: $3, count: $4) }
  }
}

struct DropoutTests {
  private func mask(_ kernels: any Kernels, _ n: Int, rate: Float, seed: UInt64 = 7, stream: UInt64 = 9) -> TestMatrix {
    let y = testVector(Array(repeating: -1, count: n))
    kernels.dropoutMask(into: y.base, count: n, rate: rate, seed: seed, stream: stream)
    return y
  }

  /// Known answer of Philox-4x32-10 for an all-zero key and counter, as its authors publish it: 6627e8d5 e169c58d bc57ac4c
  /// 9b00dbd8. Element 16·j is word j of block 0; a rate just above a word over 2³² drops it, one just below keeps it.
  @Test func philoxKnownAnswer() {
    let words: [UInt32] = [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]
    for (j, word) in words.enumerated() {
      let exact = Float(word) / 4_294_967_296
      let (above, below) = (exact * 1.000_001, exact * 0.999_999)
      #expect(mask(ReferenceKernels(), 64, rate: above, seed: 0, stream: 0).values[16 * j] == 0)
      #expect(mask(ReferenceKernels(), 64, rate: below, seed: 0, stream: 0).values[16 * j] == 1 / (1 - below))
    }
  }

  /// In place the mask is multiplied in, and nothing beyond the end is touched.
  @Test(arguments: backends) func inPlaceEqualsTheMask(backend: CPUKernels) {
    var numbers = TestNumbers(31)
    for n in [1, 15, 64, 65, 1000] {
      let x = testVector(numbers.floats(n))
      let expected = zip(x.values, mask(backend, n, rate: 0.3).values).map { $0 * $1 }
      for kernels in [backend as any Kernels, ReferenceKernels()] {
        let y = TestMatrix(copy: x)
        kernels.dropout(y.base, count: n, rate: 0.3, seed: 7, stream: 9)
        expectSameBits(y.values, expected, "\(kernels.name) dropout of \(n)")
        #expect(y.isIntact)
      }
    }
  }

  /// Masks have the same bits on every instruction set, for any length, so that a seed means one mask on every machine.
  @Test(arguments: backends) func sameBitsEverywhere(backend: CPUKernels) {
    for n in [0, 1, 15, 16, 17, 63, 64, 65, 100, 1000] {
      for (seed, stream) in [(1, 2), (UInt64.max, 1 << 40), (1 << 33, UInt64.max)] as [(UInt64, UInt64)] {
        let actual = mask(backend, n, rate: 0.3, seed: seed, stream: stream)
        #expect(actual.isIntact)
        expectSameBits(
          actual.values, mask(ReferenceKernels(), n, rate: 0.3, seed: seed, stream: stream).values,
          "\(backend.name) \(n)")
      }
    }
  }

  /// A share of zeros within five standard deviations, and streams that do not repeat each other.
  @Test func share() {
    let backend = CPUKernels(instructions: .best)
    for rate: Float in [0, 0.1, 0.5, 0.9] {
      let n = 100_000
      let values = mask(backend, n, rate: rate).values
      let zeros = values.count { $0 == 0 }
      #expect(values.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
      #expect(abs(Float(zeros) - rate * Float(n)) <= 5 * (rate * (1 - rate) * Float(n)).squareRoot(), "rate \(rate)")
    }
    let (a, b) = (mask(backend, 4096, rate: 0.5).values, mask(backend, 4096, rate: 0.5, stream: 10).values)
    let same = zip(a, b).count { $0 == $1 }
    #expect(abs(same - 2048) < 160)  // five standard deviations of 32
  }
}

struct OptimizerTests {
  private let reference = ReferenceKernels()

  @Test(arguments: backends) func adamEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(21)
    for n in counts {
      var both: [[TestMatrix]] = []
      let start = [numbers.floats(n), numbers.floats(n, 0.1), numbers.floats(n, 0.01).map(abs)]
      let gradients = (0..<3).map { _ in testVector(numbers.floats(n, 5)) }
      for kernels in [backend as any Kernels, reference] {
        let (value, m, v) = (testVector(start[0]), testVector(start[1]), testVector(start[2]))
        for (update, gradient) in gradients.enumerated() {
          let step = AdamStep(
            rate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, correction1: 5 - Float(update), correction2: 20,
            weightDecay: 0.05, gradientScale: 0.3)
          kernels.adam(step, gradient: gradient.base, value: value.base, m: m.base, v: v.base, count: n)
        }
        both.append([value, m, v])
      }
      // Three updates of a dozen roundings each.
      for (k, what) in ["value", "m", "v"].enumerated() {
        expectClose(both[0][k], both[1][k], relative: 3e-6, absolute: 3e-7, "\(backend.name) adam \(what) of \(n)")
      }
    }
  }

  @Test(arguments: backends) func momentumEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(22)
    for n in counts {
      let gradient = testVector(numbers.floats(n))
      let (value, velocity) = (testVector(numbers.floats(n)), testVector(numbers.floats(n)))
      let (value2, velocity2) = (TestMatrix(copy: value), TestMatrix(copy: velocity))
      backend.momentum(
        rate: 0.1, momentum: 0.9, gradientScale: 0.5, gradient: gradient.base, value: value.base,
        velocity: velocity.base, count: n)
      reference.momentum(
        rate: 0.1, momentum: 0.9, gradientScale: 0.5, gradient: gradient.base, value: value2.base,
        velocity: velocity2.base, count: n)
      expectClose(velocity, velocity2, relative: 3e-7, absolute: 2e-7, "\(backend.name) velocity of \(n)")
      expectClose(value, value2, relative: 3e-7, absolute: 2e-7, "\(backend.name) value of \(n)")
    }
  }

  /// Sums in double precision: squares that overflow a float do not, and what is not finite is not lost.
  @Test(arguments: backends) func sumOfSquares(backend: CPUKernels) {
    var numbers = TestNumbers(23)
    for n in counts {
      let x = testVector(numbers.floats(n, 1e25))
      let (actual, expected) = (backend.sumOfSquares(x.base, count: n), reference.sumOfSquares(x.base, count: n))
      #expect(abs(actual - expected) <= 1e-12 * expected, "\(backend.name) \(n)")
      guard n > 0 else { continue }
      let place = numbers.below(n)
      x.base[place] = .infinity
      #expect(backend.sumOfSquares(x.base, count: n) == .infinity)
      x.base[place] = .nan
      #expect(backend.sumOfSquares(x.base, count: n).isNaN)
    }
  }
}
