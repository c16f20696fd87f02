public import NMTKernels
public import NMTLayers
package import NMTSettings
public import NMTTensor

/// Which embedding and output weights share one table (Press & Wolf 2017).
public enum EmbeddingTying: String, Codable, Sendable, CaseIterable {
  /// Three separate tables.
  case none
  /// Target embedding and output weight share one table.
  case output
  /// Source embedding, target embedding and output weight share one table; needs a joint vocabulary.
  case all
}

/// How the decoder's initial states are derived from the encoder.
public enum BridgeKind: String, Codable, Sendable, CaseIterable {
  /// Zero states.
  case zero
  /// Starts decoder layer l with the final states of encoder layer l, both directions side by side; a deeper decoder
  /// uses the last layer's. Needs equal widths.
  case copy
  /// tanh(W·summary + b) for each state, where the summary is the last forward and the first backward output of the
  /// encoder's last layer (Bahdanau et al. 2015, A.2.2, with both directions).
  case dense
}

/// Everything that defines a model's shape; saved with the model.
public struct ModelOptions: Codable, Sendable, Equatable {
  /// Size of the source vocabulary, special symbols included; 5 to 16,777,216.
  public var sourceVocabulary: Int
  /// Size of the target vocabulary, special symbols included; 5 to 16,777,216.
  public var targetVocabulary: Int
  /// Tables that are shared; default: target embedding and output weight.
  public var tying: EmbeddingTying = .output
  /// E, columns of the embeddings; also of the readout when output weights are tied.
  public var embedding: Int = 512
  /// Multiplies embeddings by √E (Vaswani et al. 2017, section 3.4). Default: false.
  public var scaleEmbeddings: Bool = false
  /// The cell of the encoder's layers, one of `CellKind.ofEncoders`.
  public var encoder: CellKind = .lstm
  /// The cell of the decoder's layers.
  public var decoder: CellKind = .lstm
  /// Activation of Elman and Jordan cells; Elman with ReLU starts from the identity (Le, Jaitly & Hinton 2015).
  public var activation: Activation = .tanh
  /// k, taps of a convolution; must be odd if an encoder sees both directions.
  public var kernel: Int = 3
  /// Number of dilated layers after which the dilations 1, 2, 4, … repeat.
  public var dilationCycle: Int = 5
  /// M, columns of the encoder's output, both directions together; even when bidirectional.
  public var encoderWidth: Int = 512
  /// Layers of the encoder.
  public var encoderLayers: Int = 1
  /// Makes each layer read each sentence in both directions, half the width each (Schuster & Paliwal 1997).
  public var bidirectional: Bool = true
  /// H, columns of the decoder's states.
  public var decoderWidth: Int = 512
  /// Layers of the decoder.
  public var decoderLayers: Int = 1
  /// Adds a layer's input to its output from the second layer on (Wu et al. 2016, section 3.1).
  public var residual: Bool = false
  /// Layer normalization (Ba, Kiros & Hinton 2016).
  public var norm: NormPlacement = .none
  /// Score between decoder and encoder states; default `general`.
  public var attention: AttentionKind = .general
  /// Heads of the multi-head kind; must divide both widths.
  public var heads: Int = 4
  /// Feeds the previous readout to the decoder's first layer along with the embedding (Luong et al. 2015, section 3.3).
  public var inputFeeding: Bool = false
  /// Initial decoder states; default `dense`.
  public var bridge: BridgeKind = .dense
  /// Share of units dropped from embeddings, between layers and from the readout.
  public var dropout: Float = 0.2
  /// How masks are drawn. With the plain kind, all occurrences of a word in a batch share the mask of their embedding.
  public var dropoutKind: DropoutKind = .plain
  /// Share of source and target words whose whole embedding is dropped (Gal & Ghahramani 2016, section 4.2).
  public var wordDropout: Float = 0
  /// Truncated backpropagation through time: steps after which the gradient of the decoder's state is cut
  /// (Williams & Peng 1990); 0 for the whole sentence.
  public var truncation: Int = 0

  /// Options with their defaults for vocabularies of these sizes, special symbols included.
  public init(sourceVocabulary: Int, targetVocabulary: Int) {
    self.sourceVocabulary = sourceVocabulary
    self.targetVocabulary = targetVocabulary
  }

  /// Width of the output layer's input.
  package var readoutWidth: Int { tying == .none ? decoderWidth : embedding }

  /// Throws a `Failure` that names the key, its value and the allowed values.
  public func validate() throws { try checkRules() }
}

extension ModelOptions: CheckedOptions {
  package static let rules = ranges + relations

  private static let ranges: [OptionRule<ModelOptions>] = [
    .range(\.sourceVocabulary, 5...16_777_216),
    .range(\.targetVocabulary, 5...16_777_216),
    .range(\.embedding, 1...8192),
    .range(\.encoderWidth, 1...8192),
    .range(\.encoderLayers, 1...16),
    .range(\.decoderWidth, 1...8192),
    .range(\.decoderLayers, 1...16),
    .range(\.heads, 1...64),
    .range(\.kernel, 1...31),
    .range(\.dilationCycle, 1...12),
    .range(\.truncation, 0...1_000_000),
    .range(\.dropout, 0..<1),
    .range(\.wordDropout, 0..<1),
  ]

  private static let relations: [OptionRule<ModelOptions>] = [
    .relation(\.encoder, expected: "\(CellKind.list(CellKind.ofEncoders))") { !$0.encoder.traits.feedsOutputs },
    .relation(\.kernel, expected: "an odd number with a bidirectional encoder") {
      !($0.bidirectional && $0.encoder.traits.isConvolution) || $0.kernel % 2 == 1
    },
    .relation(
      \.bridge, expected: "\(\.encoder) = \(\.decoder), \(CellKind.list(CellKind.ofCopiedStates)), to copy states"
    ) {
      $0.bridge != .copy || ($0.encoder == $0.decoder && $0.encoder.traits.beginsFromEncoder)
    },
    .relation(\.encoderWidth, expected: "an even number with a bidirectional encoder") {
      !$0.bidirectional || $0.encoderWidth % 2 == 0
    },
    .relation(\.tying, expected: "a joint vocabulary, to share one table of embeddings") {
      $0.tying != .all || $0.sourceVocabulary == $0.targetVocabulary
    },
    .relation(\.bridge, expected: "\(\.encoderWidth) = \(\.decoderWidth), to copy states") {
      $0.bridge != .copy || $0.encoderWidth == $0.decoderWidth
    },
    .relation(\.attention, expected: "\(\.encoderWidth) = \(\.decoderWidth), for dot products") {
      $0.attention != .dot || $0.encoderWidth == $0.decoderWidth
    },
    .relation(\.heads, expected: "a divisor of \(\.encoderWidth) and \(\.decoderWidth)") {
      $0.attention != .multiHead || ($0.encoderWidth % $0.heads == 0 && $0.decoderWidth % $0.heads == 0)
    },
  ]
}
