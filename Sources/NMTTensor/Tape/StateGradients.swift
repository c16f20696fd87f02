import NMTKernels

/// Norms of ∂loss/∂h(t), collected during the backward pass: how far a loss reaches into the past.
///
/// Entry k of a layer is √Σ over the batch's rows of |∂loss/∂h|² after k + 1 steps in the layer's own direction; a
/// backward layer counts from the end of the sentence.
package final class StateGradients {
  /// Sums of squares per step, by layer path.
  private var sums: [String: [Double]] = [:]

  package init() {}

  func add(_ layer: String, step: Int, _ gradient: Matrix, _ kernels: any Kernels) {
    var sum = 0.0
    for r in 0..<gradient.rows { sum += kernels.sumOfSquares(gradient.row(r), count: gradient.columns) }
    var steps = sums[layer] ?? []
    while steps.count <= step { steps.append(0) }
    steps[step] += sum
    sums[layer] = steps
  }

  /// Paths of all recorded layers, sorted.
  package var layers: [String] { sums.keys.sorted() }

  /// |∂loss/∂h(t)| of one layer, first step first.
  package func norms(_ layer: String) -> [Double] { (sums[layer] ?? []).map { $0.squareRoot() } }

  /// Discards everything collected.
  package func reset() { sums.removeAll() }
}

extension Tape {
  /// Records the whole gradient of a step's output in the backward pass; call it before anything reads `x`.
  ///
  /// - Parameter x: `[N, H]`.
  package func watch(_ x: Tensor, layer: String, step: Int) {
    guard stateGradients != nil else { return }
    record { tape in
      if let dx = x.gradient { tape.stateGradients?.add(layer, step: step, dx, tape.kernels) }
    }
  }

  /// Records the gradients of all steps of whole sentences, `[R, H]`.
  package func watch(_ x: Tensor, layer: String, layout: SequenceLayout) {
    guard stateGradients != nil else { return }
    record { tape in
      guard let dx = x.gradient else { return }
      for (start, length) in zip(layout.starts, layout.lengths) {
        for t in 0..<length {
          tape.stateGradients?.add(layer, step: t, dx.rows(start + t..<start + t + 1), tape.kernels)
        }
      }
    }
  }

  /// Records a gradient from inside a fused walk.
  func note(_ gradient: Matrix, of weight: Parameter, step: Int) {
    stateGradients?.add(weight.layerPath, step: step, gradient, kernels)
  }
}

extension Parameter {
  /// The path without its last part.
  package var layerPath: String { path.split(separator: ".").dropLast().joined(separator: ".") }
}
