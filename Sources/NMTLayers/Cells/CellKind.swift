package import NMTKernels
package import NMTTensor

/// Which cell the layers are made of.
public enum CellKind: String, Codable, Sendable, CaseIterable {
  case lstm
  case gru
  /// State feedback without gates, `Elman`.
  case elman
  /// Output feedback, `Jordan`; in decoders and taggers alone.
  case jordan
  /// Convolution over time, centred in an encoder that reads both directions, else causal.
  case conv
  /// The same in a dilated stack after WaveNet, dilations 1, 2, 4, ….
  case dilated

  /// Makes a layer's cell, its parameters below `path`.
  package func make(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) -> any RecurrentCell {
    switch self {
    case .lstm: LSTM(path, from: plan.inputs, to: plan.width, normalised: plan.normalised, in: builder)
    case .gru: GRU(path, plan, in: builder)
    case .elman: Elman(path, plan, in: builder)
    case .jordan: Jordan(path, plan, in: builder)
    case .conv: Convolution(path, plan, in: builder)
    case .dilated: DilatedConvolution(path, plan, in: builder)
    }
  }

  /// Whether one cell sees both directions at once.
  public var isConvolution: Bool { self == .conv || self == .dilated }

  /// Whether whole-sentence layers read their output's values on the way back: nobody may overwrite those then.
  var readsOutputBack: Bool { self == .jordan || isConvolution }

  /// Whether the cell's own walk goes step by step, and notes the gradient of each state itself.
  var walks: Bool { !readsOutputBack }

  /// Whether layers give a part to the stack's output beside what the layer above reads.
  var skips: Bool { self == .dilated }
}

/// What a cell is made for; each reads what concerns it.
package struct CellPlan: Sendable {
  /// D.
  package var inputs: Int
  /// H.
  package var width: Int
  /// Layer normalisation inside the cell.
  package var normalised: Bool
  /// Of Elman and Jordan.
  package var activation: Activation
  /// k, taps of a convolution.
  package var kernel: Int
  /// Positions from one tap to the next.
  package var dilation: Int
  /// Whether a convolution sees both sides.
  package var isCentred: Bool
  /// Whether there is no layer above.
  package var isLast: Bool

  package init(
    inputs: Int, width: Int, normalised: Bool = false, activation: Activation = .tanh, kernel: Int = 3,
    dilation: Int = 1, isCentred: Bool = false, isLast: Bool = true
  ) {
    (self.inputs, self.width, self.normalised, self.activation) = (inputs, width, normalised, activation)
    (self.kernel, self.dilation, self.isCentred, self.isLast) = (kernel, dilation, isCentred, isLast)
  }
}
