package import NMTTensor

/// y = x · Wᵀ + b: `weight [out, in]`, optional `bias [out]`. Initial values as in PyTorch: both uniform in ±1/√in.
package struct Linear: Sendable {
  package let weight: Parameter
  package let bias: Parameter?

  package init(_ path: String, from inputs: Int, to outputs: Int, bias: Bool, in builder: ParameterBuilder) {
    let limit = 1 / Float(inputs).squareRoot()
    weight = builder.weight("\(path).weight", rows: outputs, columns: inputs, .uniform(limit))
    self.bias = bias ? builder.vector("\(path).bias", count: outputs, .uniform(limit)) : nil
  }

  /// x `[N, in]` → `[N, out]`; added in place to `sum` if given.
  package func callAsFunction(_ x: Tensor, addedTo sum: Tensor? = nil, on tape: Tape) -> Tensor {
    tape.linear(x, weight, bias: bias, addedTo: sum)
  }
}

/// Layer normalization over columns: `weight [D]` (gain, initially 1), `bias [D]` (initially 0).
package struct LayerNorm: Sendable {
  package let gain: Parameter
  package let bias: Parameter

  package init(_ path: String, width: Int, bias initial: Initializer = .zeros, in builder: ParameterBuilder) {
    gain = builder.vector("\(path).weight", count: width, .ones)
    bias = builder.vector("\(path).bias", count: width, initial)
  }

  /// x `[N, D]` → `[N, D]`.
  package func callAsFunction(_ x: Tensor, on tape: Tape) -> Tensor { tape.layerNorm(x, gain: gain, bias: bias) }
}
