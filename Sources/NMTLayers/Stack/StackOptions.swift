package import NMTKernels
package import NMTTensor

/// Where layer normalization stands (Ba, Kiros & Hinton 2016).
public enum NormPlacement: String, Codable, Sendable, CaseIterable {
  /// No layer normalization.
  case none
  /// After each recurrent layer, after its residual sum: fast.
  case outputs
  /// Inside the cell, on the products that make the gates: as in the paper, without the fused walk.
  case gates
}

/// What all layers of a stack have in common.
package struct StackOptions: Sendable {
  package var cell: CellKind
  package var layers: Int
  /// H of the output.
  package var width: Int
  /// H/2 forward and H/2 backward in every layer, side by side (Schuster & Paliwal 1997); a convolution is centered.
  package var bidirectional: Bool
  /// From the second layer on the input is added to the output (Wu et al. 2016, section 3.1); dilated layers always do.
  package var residual: Bool
  package var norm: NormPlacement
  /// Between layers.
  package var dropout: Float
  package var dropoutKind: DropoutKind
  /// Activation of Elman and Jordan cells.
  package var activation: Activation
  /// k, taps of a convolution.
  package var kernel: Int
  /// Layers after which the dilations 1, 2, 4, … begin again.
  package var dilationCycle: Int

  package init(
    cell: CellKind, layers: Int, width: Int, bidirectional: Bool = false, residual: Bool = false,
    norm: NormPlacement = .none, dropout: Float = 0, dropoutKind: DropoutKind = .plain, activation: Activation = .tanh,
    kernel: Int = 3, dilationCycle: Int = 5
  ) {
    (self.cell, self.layers, self.width) = (cell, layers, width)
    (self.bidirectional, self.residual, self.norm) = (bidirectional, residual, norm)
    (self.dropout, self.dropoutKind) = (dropout, dropoutKind)
    (self.activation, self.kernel, self.dilationCycle) = (activation, kernel, dilationCycle)
  }

  /// Positions from one tap of a layer to the next.
  package func dilation(layer: Int) -> Int { cell.traits.isDilated ? 1 << (layer % dilationCycle) : 1 }

  /// Cells of a layer that read its input, each a part of the width.
  var directions: [String] { bidirectional && !cell.traits.isConvolution ? [".forward", ".backward"] : [""] }

  func plan(layer: Int, from inputs: Int) -> CellPlan {
    CellPlan(
      inputs: layer == 0 ? inputs : width, width: width / directions.count, normalized: norm == .gates,
      activation: activation, kernel: kernel, dilation: dilation(layer: layer), isCentered: bidirectional,
      isLast: layer == layers - 1)
  }
}
