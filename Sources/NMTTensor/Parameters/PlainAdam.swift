import NMTKernels

/// Adam with the paper's constants (Kingma & Ba 2015, algorithm 1) over all parameters of a store: for small loops of one
/// thread.
package final class PlainAdam {
  private let store: ParameterStore
  private let m: GradientBuffer
  private let v: GradientBuffer
  private let beta2: Double

  package init(_ store: ParameterStore, beta2: Double = 0.999) {
    (self.store, self.beta2) = (store, beta2)
    (m, v) = (store.gradientBuffer(), store.gradientBuffer())
  }

  /// Changes the values; packed forms follow with `ParameterStore.weightsChanged`.
  ///
  /// - Parameters:
  ///   - update: The update's number from 1, the paper's t.
  ///   - scale: Factor on every gradient.
  package func apply(_ gradients: GradientBuffer, update: Int, rate: Float, scale: Double) {
    let step = AdamStep(
      update: update, rate: rate, beta1: 0.9, beta2: beta2, epsilon: 1e-8, gradientScale: scale)
    store.kernels.adam(
      step, gradient: gradients.values, value: store.values, m: m.values, v: v.values, count: store.count)
  }
}
