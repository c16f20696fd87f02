public import NMTKernels
public import NMTLayers
import NMTSystem
public import NMTTensor

/// Which embedding and output weights are one table (Press & Wolf 2017).
public enum EmbeddingTying: String, Codable, Sendable, CaseIterable {
  case none
  /// Target embedding and output weight.
  case output
  /// Source embedding, target embedding and output weight; needs a joint vocabulary.
  case all
}

/// How the decoder's first states come from the encoder.
public enum BridgeKind: String, Codable, Sendable, CaseIterable {
  /// Zero states.
  case zero
  /// Decoder layer l starts with the final states of encoder layer l, both directions side by side; a deeper decoder
  /// takes the last layer's. Needs equal widths.
  case copy
  /// tanh(W·summary + b) for each state, where the summary is the last forward and the first backward output of the
  /// encoder's last layer (Bahdanau et al. 2015, A.2.2, with both directions).
  case dense
}

/// Everything that decides a model's shape; saved with it.
public struct ModelOptions: Codable, Sendable, Equatable {
  /// Words of the source vocabulary, special ones included. At least 5.
  public var sourceVocabulary: Int
  /// Words of the target vocabulary, special ones included. At least 5.
  public var targetVocabulary: Int
  /// Default: target embedding and output weight are one.
  public var tying: EmbeddingTying = .output
  /// E, columns of the embeddings; also of the readout when output weights are tied. 1 to 8192.
  public var embedding: Int = 512
  /// Embeddings times √E (Vaswani et al. 2017, section 3.4). Default: no.
  public var scaleEmbeddings: Bool = false
  /// The cell of the encoder's layers, one of `CellKind.ofEncoders`.
  public var encoder: CellKind = .lstm
  /// The cell of the decoder's layers.
  public var decoder: CellKind = .lstm
  /// Of Elman and Jordan cells; Elman with ReLU begins with the identity (Le, Jaitly & Hinton 2015).
  public var activation: Activation = .tanh
  /// k, taps of a convolution; odd where an encoder sees both directions. 1 to 31.
  public var kernel: Int = 3
  /// Dilated layers after which the dilations 1, 2, 4, … begin again. 1 to 12.
  public var dilationCycle: Int = 5
  /// M, columns of the encoder's output, both directions together. 1 to 8192, even when bidirectional.
  public var encoderWidth: Int = 512
  /// 1 to 16.
  public var encoderLayers: Int = 1
  /// Each layer reads each sentence in both directions, half the width each (Schuster & Paliwal 1997).
  public var bidirectional: Bool = true
  /// H, columns of the decoder's states. 1 to 8192.
  public var decoderWidth: Int = 512
  /// 1 to 16.
  public var decoderLayers: Int = 1
  /// From the second layer on a layer's input is added to its output (Wu et al. 2016, section 3.1).
  public var residual: Bool = false
  /// Layer normalization (Ba, Kiros & Hinton 2016).
  public var norm: NormPlacement = .none
  public var attention: AttentionKind = .general
  /// Heads of the multi-head kind; divides both widths. 1 to 64.
  public var heads: Int = 4
  /// The previous readout enters the decoder's first layer beside the embedding (Luong et al. 2015, section 3.3).
  public var inputFeeding: Bool = false
  public var bridge: BridgeKind = .dense
  /// Share of units dropped from embeddings, between layers and from the readout; [0, 1).
  public var dropout: Float = 0.2
  /// Of the plain kind, all occurrences of a word in a batch share the mask of their embedding.
  public var dropoutKind: DropoutKind = .plain
  /// Share of source and target words whose embedding is left out whole; [0, 1) (Gal & Ghahramani 2016, section 4.2).
  public var wordDropout: Float = 0
  /// Truncated backpropagation through time: steps after which the gradient of the decoder's state is cut
  /// (Williams & Peng 1990); 0 for the whole sentence.
  public var truncation: Int = 0

  public init(sourceVocabulary: Int, targetVocabulary: Int) {
    self.sourceVocabulary = sourceVocabulary
    self.targetVocabulary = targetVocabulary
  }

  /// Columns of what the output layer reads.
  public var readoutWidth: Int { tying == .none ? decoderWidth : embedding }

  /// Throws a `Failure` that names key, value and what is allowed.
  public func validate() throws {
    try check("sourceVocabulary", sourceVocabulary, in: 5...16_777_216)
    try check("targetVocabulary", targetVocabulary, in: 5...16_777_216)
    try check("embedding", embedding, in: 1...8192)
    try check("encoderWidth", encoderWidth, in: 1...8192)
    try check("encoderLayers", encoderLayers, in: 1...16)
    try check("decoderWidth", decoderWidth, in: 1...8192)
    try check("decoderLayers", decoderLayers, in: 1...16)
    try check("heads", heads, in: 1...64)
    try check("kernel", kernel, in: 1...31)
    try check("dilationCycle", dilationCycle, in: 1...12)
    try check("truncation", truncation, in: 0...1_000_000)
    try check("dropout", dropout)
    try check("wordDropout", wordDropout)
    if encoder.traits.feedsOutputs {
      throw failure("encoder", encoder.rawValue, expected: CellKind.list(CellKind.ofEncoders))
    }
    if bidirectional && encoder.traits.isConvolution && kernel % 2 == 0 {
      throw failure("kernel", kernel, expected: "an odd number for an encoder that sees both directions")
    }
    if bridge == .copy && (encoder != decoder || !encoder.traits.beginsFromEncoder) {
      throw failure(
        "bridge", bridge.rawValue,
        expected: "encoder = decoder, \(CellKind.list(CellKind.ofCopiedStates)), for copied states")
    }
    if bidirectional && encoderWidth % 2 != 0 {
      throw failure("encoderWidth", encoderWidth, expected: "an even number for two directions")
    }
    if tying == .all && sourceVocabulary != targetVocabulary {
      throw failure("tying", tying.rawValue, expected: "a joint vocabulary for one table of all embeddings")
    }
    if bridge == .copy && encoderWidth != decoderWidth {
      throw failure("bridge", bridge.rawValue, expected: "encoderWidth = decoderWidth for copied states")
    }
    if attention == .dot && encoderWidth != decoderWidth {
      throw failure("attention", attention.rawValue, expected: "encoderWidth = decoderWidth for plain products")
    }
    if attention == .multiHead && (encoderWidth % heads != 0 || decoderWidth % heads != 0) {
      throw failure("heads", heads, expected: "a divisor of encoderWidth and decoderWidth")
    }
  }

  private func check(_ key: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw failure(key, value, expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func check(_ key: String, _ value: Float) throws {
    guard value >= 0 && value < 1 else { throw failure(key, value, expected: "at least 0 and below 1") }
  }

  private func failure(_ key: String, _ value: some CustomStringConvertible, expected: String) -> Failure {
    Failure(.badConfiguration, "\(key) is \(value)", at: "model options", expected: expected, remedy: "change \(key)")
  }
}
