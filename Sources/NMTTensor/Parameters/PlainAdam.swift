import NMTKernels

/// Adam with the paper's constants (Kingma & Ba 2015, algorithm 1) over all parameters of a store, for small
/// single-threaded loops.
package final class PlainAdam {
  private let store: ParameterStore
  private let m: GradientBuffer
  private let v: GradientBuffer
  private let beta2: Double

  package init(_ store: ParameterStore, beta2: Double = 0.999) {
    (self.store, self.beta2) = (store, beta2)
    (m, v) = (store.gradientBuffer(), store.gradientBuffer())
  }

  /// Updates the values; call `ParameterStore.weightsChanged` afterwards to update packed forms.
  ///
  /// - Parameters:
  ///   - update: number of the update, from 1; t in the paper.
  ///   - scale: factor on every gradient.
  package func apply(_ gradients: GradientBuffer, update: Int, rate: Float, scale: Double) {
    let step = AdamStep(
      update: update, rate: rate, beta1: 0.9, beta2: beta2, epsilon: 1e-8, gradientScale: scale)
    store.kernels.adam(
      step, gradient: gradients.values, value: store.values, m: m.values, v: v.values, count: store.count)
  }
}
