import Foundation
import NMTKernels
import NMTTraining
import Testing

@Suite struct OptimizerTests {
  /// Two updates by the equations of Kingma & Ba 2015, algorithm 1, in double precision.
  @Test func adamFollowsTheEquations() throws {
    var options = OptimizerOptions()
    options.weightDecay = 0.01
    let count = 37
    let values = FlatVector(count: count)
    let gradient = FlatVector(count: count)
    var w = (0..<count).map { Double($0) * 0.1 - 1 }
    var (m, v) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for k in 0..<count { values[k] = Float(w[k]) }
    let optimizer = try Optimizer(options, count: count, kernels: CPUKernels())
    for t in 1...2 {
      for k in 0..<count { gradient[k] = Float(sin(Double(k + 10 * t))) }
      // Two ranges, as two workers would have.
      let step = optimizer.step(update: t, rate: 0.01, scale: 0.5)
      for range in [0..<20, 20..<count] {
        optimizer.apply(step, to: range, gradient: gradient.base + range.lowerBound, values: values.base)
      }
      for k in 0..<count {
        let g = 0.5 * Double(gradient[k])
        m[k] = 0.9 * m[k] + 0.1 * g
        v[k] = 0.999 * v[k] + 0.001 * g * g
        let (mHat, vHat) = (m[k] / (1 - pow(0.9, Double(t))), v[k] / (1 - pow(0.999, Double(t))))
        w[k] -= 0.01 * (mHat / (vHat.squareRoot() + 1e-8) + 0.01 * w[k])
      }
    }
    for k in 0..<count { #expect(abs(Double(values[k]) - w[k]) < 2e-6, "weight \(k)") }
  }

  @Test func momentumFollowsTheEquations() throws {
    var options = OptimizerOptions()
    options.kind = .sgd
    let values = FlatVector(count: 3)
    let gradient = FlatVector(count: 3)
    let optimizer = try Optimizer(options, count: 3, kernels: CPUKernels())
    for (k, g) in [1, -2, 0.5].enumerated() { gradient[k] = Float(g) }
    // v₁ = g, w₁ = −0.1 g; v₂ = 0.9 g + g, w₂ = −0.1 g − 0.19 g.
    for update in 1...2 {
      let step = optimizer.step(update: update, rate: 0.1, scale: 1)
      optimizer.apply(step, to: 0..<3, gradient: gradient.base, values: values.base)
    }
    for (k, g) in [1, -2, 0.5].enumerated() { #expect(abs(Double(values[k]) + 0.29 * g) < 1e-6) }
    #expect(optimizer.momentNames == ["sgd.velocity"])
  }

  @Test func clippingScalesToTheNorm() throws {
    var options = OptimizerOptions()
    options.clipNorm = 2
    let optimizer = try Optimizer(options, count: 1, kernels: CPUKernels())
    #expect(optimizer.clipping(norm: 8) == 0.25)
    #expect(optimizer.clipping(norm: 2) == 1)
    options.clipNorm = 0
    #expect(try Optimizer(options, count: 1, kernels: CPUKernels()).clipping(norm: 1e9) == 1)
  }

  @Test func averagesAreThoseOfTheFormula() throws {
    var options = AveragingOptions()
    let newest = FlatVector(count: 2)
    let exponential = WeightAverage(options, count: 2)
    #expect(exponential.averaged(with: newest.base) == nil)
    var expected = 0.0
    for t in 0..<40 {
      newest[1] = Float(t + 1)
      try exponential.followUpdate(newest.base, 0..<2, CPUKernels())
      exponential.countUpdate()
      #expect((exponential.averaged(with: newest.base) == nil) == (t < 7))
      guard t % 8 == 7 else { continue }
      let decay = pow(min(0.998, Double(t) / Double(10 + t)), 8)
      expected = decay * expected + (1 - decay) * Double(t + 1)
    }
    #expect(abs(Double(exponential.averaged(with: newest.base)![1]) - expected) < 1e-5)

    options.kind = .snapshots
    options.snapshots = 3
    let snapshots = WeightAverage(options, count: 2)
    for value in 1...4 {
      newest[0] = Float(value)
      snapshots.takeSnapshot(newest.base)
    }
    newest[0] = 10
    // The last three with the newest one among them: 3, 4, 10.
    #expect(abs(snapshots.averaged(with: newest.base)![0] - 17 / 3) < 1e-6)
  }
}
