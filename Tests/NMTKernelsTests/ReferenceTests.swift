import Foundation
import NMTKernels
import Testing

/// The oracle itself, on cases small enough for paper.
struct ReferenceTests {
  private let reference = ReferenceKernels()

  /// [1 2; 3 4] · [5 6; 7 8] = [19 22; 43 50], with each side written plain and transposed.
  @Test func product() {
    let (a, at) = (TestMatrix(2, 2) { r, k in Float(1 + 2 * r + k) }, TestMatrix(2, 2) { r, k in Float(1 + 2 * k + r) })
    let (b, bt) = (TestMatrix(2, 2) { r, k in Float(5 + 2 * r + k) }, TestMatrix(2, 2) { r, k in Float(5 + 2 * k + r) })
    for (left, ta) in [(a, false), (at, true)] {
      for (right, tb) in [(b, false), (bt, true)] {
        let c = TestMatrix(2, 2) { _, _ in 1 }
        reference.product(
          left.matrix, transposed: ta, right.matrix, transposed: tb, into: c.matrix, accumulate: ta)
        #expect(c.values == (ta ? [20, 23, 44, 51] : [19, 22, 43, 50]))
      }
    }
  }

  @Test func softmaxOfEqualValues() {
    let x = testVector([5, 5, 5, 5])
    reference.softmax(x.matrix)
    #expect(x.values == [0.25, 0.25, 0.25, 0.25])
    let y = testVector([0, Float(log(3.0))])
    reference.logSoftmax(y.matrix)
    #expect(abs(y.values[0] + Float(log(4.0))) < 1e-6)
  }

  /// (1, 3) has mean 2 and variance 1.
  @Test func layerNorm() {
    let (x, y) = (testVector([1, 3]), TestMatrix(1, 2))
    let (gain, bias) = (testVector([2, 2]), testVector([0, 1]))
    let (mean, inverse) = (TestMatrix(1, 1), TestMatrix(1, 1))
    reference.layerNorm(
      x.matrix, gain: gain.base, bias: bias.base, epsilon: 0, into: y.matrix, mean: mean.base, inverse: inverse.base)
    #expect(y.values == [-2, 3])
    #expect(mean.values == [2] && inverse.values == [1])
  }

  /// The first update of Adam moves by the rate against the gradient's sign, whatever the gradient's size.
  @Test func adamsFirstUpdate() {
    for g: Float in [1e-3, -40] {
      let (value, m, v, gradient) = (testVector([1]), testVector([0]), testVector([0]), testVector([g]))
      let step = AdamStep(
        rate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 0, correction1: 2, correction2: 4, weightDecay: 0,
        gradientScale: 1)
      reference.adam(step, gradient: gradient.base, value: value.base, m: m.base, v: v.base, count: 1)
      #expect(abs(value.values[0] - (g > 0 ? 0.75 : 1.25)) < 1e-6)
    }
  }

  /// Central differences of the summed hidden and cell state against lstmBackward.
  @Test func lstmGradient() {
    var numbers = TestNumbers(51)
    let H = 3
    let (input, bias) = (numbers.floats(4 * H), testVector(numbers.floats(4 * H)))
    let previous = testVector(numbers.floats(H))
    func run(_ x: [Float]) -> (sum: Double, dGates: [Float]) {
      let (input, gates, cell, hidden) = (testVector(x), TestMatrix(1, 4 * H), TestMatrix(1, H), TestMatrix(1, H))
      let (dHidden, dCell) = (TestMatrix(1, H) { _, _ in 1 }, TestMatrix(1, H) { _, _ in 1 })
      let dGates = TestMatrix(1, 4 * H)
      let step = LSTMStep(
        input: input.matrix, bias: UnsafePointer(bias.base), previousCell: previous.matrix, gates: gates.matrix,
        cell: cell.matrix, hidden: hidden.matrix)
      reference.lstm(step)
      reference.lstmBackward(step, dHidden: dHidden.matrix, dCell: dCell.matrix, dGates: dGates.matrix, dBias: nil)
      return ((hidden.values + cell.values).reduce(0) { $0 + Double($1) }, dGates.values)
    }
    let (exact, h) = (run(input).dGates, Float(0.01))
    for k in 0..<4 * H {
      var (up, down) = (input, input)
      up[k] += h
      down[k] -= h
      let difference = (run(up).sum - run(down).sum) / Double(up[k] - down[k])
      // h² times a third derivative below 1, and rounding of the sums over 2h.
      #expect(abs(difference - Double(exact[k])) < 1e-4, "element \(k)")
    }
  }
}
