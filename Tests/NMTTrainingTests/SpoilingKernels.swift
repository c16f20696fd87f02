import NMTKernels
import NMTSystem
import NMTTensor

/// Other kernels that put a value in place of every weight's gradient in chosen updates.
///
/// Updates are counted by their losses with a gradient: each replica computes one per pass, and all of a pass come before
/// its gradients are summed. So batches have to be small enough for one pass and one block of logits.
final class SpoilingKernels: KernelDecorator {
  let base: any Kernels
  private let lossesPerUpdate: Int
  private let losses: Locked<Int>
  private let value: @Sendable (Int) -> Float?

  /// - Parameters:
  ///   - losses: how many have come before the first update that counts, negative where some are still to be left out.
  ///   - value: what the gradients are in an update, numbered from 0; nil leaves them as they are.
  init(_ base: any Kernels, lossesPerUpdate: Int, losses: Int = 0, value: @escaping @Sendable (Int) -> Float?) {
    self.base = base
    self.lossesPerUpdate = lossesPerUpdate
    self.losses = Locked(losses)
    self.value = value
  }

  func perform<Result>(
    _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall, _ work: () -> Result
  ) -> Result { work() }

  func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) {
    if rows.gradientScale != nil { losses.withLock { $0 += 1 } }
    return base.crossEntropy(rows)
  }

  func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double {
    let squares = base.weightGradient(uses, into: gradient, accumulate: accumulate)
    let counted = losses.withLock { $0 }
    guard counted > 0, let value = value((counted - 1) / lossesPerUpdate) else { return squares }
    gradient.fill(value)
    return Double(value) * Double(value) * Double(gradient.rows * gradient.columns)
  }
}
