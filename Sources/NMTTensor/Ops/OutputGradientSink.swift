package import NMTKernels

/// Takes the gradient of the output layer's weight block by block, in place of the tape's gradient buffer.
///
/// That gradient is often the largest. Replicas that share a single sum of it pass a sink to `Tape.crossEntropy`.
package protocol OutputGradientSink: AnyObject {
  /// Adds the share of one block, dW += dyᵀ · x; called once for each of `LossBlocks.ranges`, in order.
  ///
  /// - Parameter use: valid only during the call, since the next block overwrites `dy`.
  func take(_ use: WeightUse)
}
