package import NMTTensor

/// All cells that layers can be made of.
///
/// The name of a case is part of the file format: model options, flags and YAML use it.
public enum CellKind: String, Codable, Sendable, CaseIterable {
  /// Long short-term memory: a hidden and a cell state behind three gates (Hochreiter & Schmidhuber 1997).
  case lstm
  /// Gated recurrent unit: a hidden state behind two gates (Cho et al. 2014).
  case gru
  /// Hidden state without gates (Elman 1990).
  case elman
  /// Previous output instead of a hidden state (Jordan 1986); not for encoders.
  case jordan
  /// Convolution over a window of inputs (LeCun et al. 1998), centered in a bidirectional encoder.
  case conv
  /// Convolution whose window grows with depth (van den Oord et al. 2016).
  case dilated

  /// The type of the cell, which defines everything else about the kind.
  var type: any RecurrentCell.Type {
    switch self {
    case .lstm: LSTM.self
    case .gru: GRU.self
    case .elman: Elman.self
    case .jordan: Jordan.self
    case .conv: Convolution.self
    case .dilated: DilatedConvolution.self
    }
  }

  package var traits: CellTraits { type.traits }

  /// Creates a layer's cell with parameters under `path`.
  package func make(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder) -> any RecurrentCell {
    type.init(path, plan, in: builder)
  }
}

extension CellKind {
  /// The kinds that are allowed in an encoder.
  package static let ofEncoders = allCases.filter { !$0.traits.feedsOutputs }

  /// The kinds whose activation can be chosen.
  package static let ofActivations = allCases.filter(\.traits.hasActivation)

  /// The kinds whose initial state can be copied from an encoder of the same kind.
  package static let ofCopiedStates = ofEncoders.filter(\.traits.beginsFromEncoder)

  /// Every kind with what it remembers, for help texts.
  package static var help: String { allCases.map { "\($0.rawValue): \($0.traits.summary)" }.joined(separator: "; ") }

  /// "lstm, gru or elman", for messages.
  package static func list(_ kinds: [CellKind]) -> String {
    guard let last = kinds.last, kinds.count > 1 else { return kinds.first?.rawValue ?? "" }
    return kinds.dropLast().map(\.rawValue).joined(separator: ", ") + " or " + last.rawValue
  }
}
