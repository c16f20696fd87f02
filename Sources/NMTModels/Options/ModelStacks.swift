package import NMTLayers

extension ModelOptions {
  /// Options shared by the layers of each side.
  package var encoderStack: StackOptions {
    stack(encoder, layers: encoderLayers, width: encoderWidth, bidirectional: bidirectional)
  }

  package var decoderStack: StackOptions {
    stack(decoder, layers: decoderLayers, width: decoderWidth, bidirectional: false)
  }

  private func stack(_ cell: CellKind, layers: Int, width: Int, bidirectional: Bool) -> StackOptions {
    StackOptions(
      cell: cell, layers: layers, width: width, bidirectional: bidirectional, residual: residual, norm: norm,
      dropout: dropout, dropoutKind: dropoutKind, activation: activation, kernel: kernel,
      dilationCycle: dilationCycle)
  }
}
