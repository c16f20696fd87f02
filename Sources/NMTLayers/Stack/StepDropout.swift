import NMTKernels
import NMTTensor

/// Dropout in a loop over steps; the variational kind keeps its mask from the first step, when all sentences are live.
package struct StepDropout {
  private var masks: [Int: Matrix] = [:]

  package init() {}

  /// - Parameters:
  ///   - x: `[N, D]`, live rows a prefix of those at the first step.
  ///   - place: number of the mask.
  mutating func apply(
    _ x: Tensor, place: Int, rate: Float, kind: DropoutKind, context: inout DropoutContext?, on tape: Tape
  ) -> Tensor {
    let kept = kind == .variational ? masks[place] : nil
    guard let mask = kept ?? tape.dropoutMask(rows: x.rows, columns: x.columns, rate: rate, context: &context) else {
      return x
    }
    masks[place] = mask
    return tape.multiply(x, mask: mask.rows(0..<x.rows))
  }
}
