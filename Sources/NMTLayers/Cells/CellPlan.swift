package import NMTKernels

/// The properties that a layer requests from a cell; each kind reads those that concern it.
package struct CellPlan: Sendable {
  /// D.
  package var inputs: Int
  /// H.
  package var width: Int
  /// Layer normalization inside the cell.
  package var normalized: Bool
  /// Activation of Elman and Jordan.
  package var activation: Activation
  /// k, taps of a convolution.
  package var kernel: Int
  /// Positions between adjacent taps.
  package var dilation: Int
  /// True if a convolution sees both sides.
  package var isCentered: Bool
  /// True for the last layer of the stack.
  package var isLast: Bool

  package init(
    inputs: Int, width: Int, normalized: Bool = false, activation: Activation = .tanh, kernel: Int = 3,
    dilation: Int = 1, isCentered: Bool = false, isLast: Bool = true
  ) {
    (self.inputs, self.width, self.normalized, self.activation) = (inputs, width, normalized, activation)
    (self.kernel, self.dilation, self.isCentered, self.isLast) = (kernel, dilation, isCentered, isLast)
  }
}
