package import NMTKernels
package import NMTTensor

/// Position of layer normalization (Ba, Kiros & Hinton 2016).
public enum NormPlacement: String, Codable, Sendable, CaseIterable {
  /// No layer normalization.
  case none
  /// After each recurrent layer and its residual sum: fast.
  case outputs
  /// Inside the cell, on the products that form the gates, as in the paper; excludes the fused walk.
  case gates
}

/// Options shared by all layers of a stack.
package struct StackOptions: Sendable {
  package var cell: CellKind
  package var layers: Int
  /// H, width of the output.
  package var width: Int
  /// Splits each layer into H/2 forward and H/2 backward (Schuster & Paliwal 1997); centers a convolution.
  package var bidirectional: Bool
  /// Adds the input to the output from the second layer on (Wu et al. 2016, section 3.1); dilated layers always do.
  package var residual: Bool
  package var norm: NormPlacement
  /// Dropout rate between layers.
  package var dropout: Float
  package var dropoutKind: DropoutKind
  /// Activation of Elman and Jordan cells.
  package var activation: Activation
  /// k, taps of a convolution.
  package var kernel: Int
  /// Number of layers after which the dilations 1, 2, 4, … repeat.
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

  /// Positions between adjacent taps of a layer.
  package func dilation(layer: Int) -> Int { cell.traits.isDilated ? 1 << (layer % dilationCycle) : 1 }

  /// Path suffixes of the cells that read a layer's input, each with a part of the width.
  var directions: [String] { bidirectional && !cell.traits.isConvolution ? [".forward", ".backward"] : [""] }

  func plan(layer: Int, from inputs: Int) -> CellPlan {
    CellPlan(
      inputs: layer == 0 ? inputs : width, width: width / directions.count, normalized: norm == .gates,
      activation: activation, kernel: kernel, dilation: dilation(layer: layer), isCentered: bidirectional,
      isLast: layer == layers - 1)
  }
}
