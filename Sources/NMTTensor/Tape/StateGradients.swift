import NMTKernels

/// Norms of ∂loss/∂h(t), collected while a tape goes back: how far a loss reaches into the past.
///
/// A layer's entry k is √Σ over the batch's rows of |∂loss/∂h|² after k + 1 steps of its own walk; a layer that reads
/// backwards counts from the sentence's end.
package final class StateGradients {
  /// By the layer's path, sums of squares by step.
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

  /// Paths of the layers that were seen, sorted.
  package var layers: [String] { sums.keys.sorted() }

  /// |∂loss/∂h(t)| of one layer, first step first.
  package func norms(_ layer: String) -> [Double] { (sums[layer] ?? []).map { $0.squareRoot() } }

  /// Forgets what was collected.
  package func reset() { sums.removeAll() }
}

extension Tape {
  /// Notes the whole gradient of a step's output on the way back: call it before anything reads `x`.
  ///
  /// - Parameter x: `[N, H]`.
  package func watch(_ x: Tensor, layer: String, step: Int) {
    guard stateGradients != nil else { return }
    record { tape in
      if let dx = x.gradient { tape.stateGradients?.add(layer, step: step, dx, tape.kernels) }
    }
  }

  /// Notes the gradients of all steps of whole sentences, `[R, H]`.
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

  /// Inside a fused walk.
  func note(_ gradient: Matrix, of weight: Parameter, step: Int) {
    stateGradients?.add(weight.layerPath, step: step, gradient, kernels)
  }
}

extension Parameter {
  /// The path without its last part.
  package var layerPath: String { path.split(separator: ".").dropLast().joined(separator: ".") }
}
