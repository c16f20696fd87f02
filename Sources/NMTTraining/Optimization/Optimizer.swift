import Foundation
package import NMTKernels
import NMTModels
import NMTTensor

/// Turns a flat gradient into new weights, range by range, so that any number of workers can each process a range.
///
/// Memory: two vectors the size of the weights for Adam, one for SGD with momentum.
package struct Optimizer: Sendable {
  package let options: OptimizerOptions
  /// Adam: first and second moment. SGD: velocity.
  package let moments: [FlatVector]
  private let kernels: any Kernels

  package init(_ options: OptimizerOptions, count: Int, kernels: any Kernels) {
    self.options = options
    self.kernels = kernels
    moments = (0..<(options.kind == .adam ? 2 : 1)).map { _ in FlatVector(count: count) }
  }

  /// Section names of `moments` in a checkpoint.
  package var momentNames: [String] { options.kind == .adam ? ["adam.m", "adam.v"] : ["sgd.velocity"] }

  /// The factor on a gradient of global norm `norm` (Pascanu et al. 2013, algorithm 1).
  package func clipping(norm: Double) -> Double {
    options.clipNorm > 0 && norm > options.clipNorm ? options.clipNorm / norm : 1
  }

  /// The constants of one update, shared by all ranges.
  package struct Step {
    fileprivate let rate: Float
    fileprivate let scale: Double
    fileprivate let adam: AdamStep
  }

  /// - Parameters:
  ///   - update: number of the update, from 1; t in Adam.
  ///   - scale: factor on every gradient.
  package func step(update: Int, rate: Double, scale: Double) -> Step {
    Step(
      rate: Float(rate), scale: scale,
      adam: AdamStep(
        update: update, rate: Float(rate), beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
        weightDecay: options.weightDecay, gradientScale: scale))
  }

  /// Updates `values[range]`.
  /// - Parameters:
  ///   - gradient: gradient of the range, clipped by value in place; nil if zero.
  ///   - kernels: kernels to use instead of the optimizer's own.
  package func apply(
    _ step: Step, to range: Range<Int>, gradient: UnsafePointer<Float>?, values: UnsafeMutablePointer<Float>,
    kernels: (any Kernels)? = nil
  ) {
    let at = range.lowerBound
    let kernels = kernels ?? self.kernels
    if options.clipValue > 0, let gradient {
      clampEach(UnsafeMutablePointer(mutating: gradient), to: Float(options.clipValue / step.scale), count: range.count)
    }
    switch options.kind {
    case .adam:
      kernels.adam(
        step.adam, gradient: gradient, value: values + at, m: moments[0].base + at, v: moments[1].base + at,
        count: range.count)
    case .sgd:
      kernels.momentum(
        rate: step.rate, momentum: Float(options.momentum), gradientScale: Float(step.scale), gradient: gradient,
        value: values + at, velocity: moments[0].base + at, count: range.count)
    }
  }
}
