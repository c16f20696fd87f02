package import NMTKernels

/// Takes the gradient of the output layer's weight block by block, in place of the tape's own gradient buffer.
///
/// That gradient is often the largest of all; replicas that share one sum of it pass a sink to `Tape.crossEntropy`.
package protocol OutputGradientSink: AnyObject {
  /// Takes one block's share, dW += dyᵀ · x; called once for each of `LossBlocks.ranges`, in order.
  ///
  /// - Parameter use: valid during the call alone, since the next block overwrites `dy`.
  func take(_ use: WeightUse)
}
