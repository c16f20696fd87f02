/// The function that a unit applies to the sum of its inputs.
public enum Activation: String, Codable, Sendable, CaseIterable {
  /// Hyperbolic tangent.
  case tanh
  /// max(0, x) (Nair & Hinton 2010).
  case relu
}

/// Inputs and outputs of one Elman step, one row per live sentence: h = f(input + bias) with f = tanh (Elman 1990) or
/// ReLU (Le, Jaitly & Hinton 2015).
package struct ElmanStep {
  /// `[N, H]`: products of the input and of the previous hidden state.
  package var input: Matrix
  /// `[H]`, if not in `input` yet.
  package var bias: UnsafePointer<Float>?
  /// `[N, H]`, written: hidden state. May be `input` itself.
  package var hidden: Matrix
  package var activation: Activation

  package init(input: Matrix, bias: UnsafePointer<Float>? = nil, hidden: Matrix, activation: Activation) {
    (self.input, self.bias, self.hidden, self.activation) = (input, bias, hidden, activation)
    checkCell("elman", rows: hidden.rows, (input, hidden.columns))
  }

  /// N, live sentences.
  package var rows: Int { hidden.rows }
  /// H.
  package var width: Int { hidden.columns }
}
