import NMTLayers
import NMTTensor

/// Multiplications and additions of a model's forward products under teacher forcing, real positions alone.
///
/// Counted are the products of layers, attention, bridge, readout and output layer, for every option; not gates, norms,
/// softmax and what else is small. The product of a first step counts, also where its state is zero and the code leaves it
/// out: so does `nn.LSTM`. Going back costs twice as much, so a training step is three times this.
public struct ForwardOperations: Sendable {
  /// Weights that each source word, each target word and each sentence meets once.
  private let source: Double
  private let target: Double
  private let sentence: Double
  /// What attention does for a pair of positions.
  private let positionPair: Double

  public init(_ options: ModelOptions) {
    source = Double(options.encoderWeights + options.memoryWeights)
    target = Double(options.decoderWeights + options.queryWeights + options.readoutWeights)
    sentence = Double(options.sentenceWeights)
    positionPair = Double(options.attention == .none ? 0 : options.decoderWidth + options.encoderWidth)
  }

  /// - Parameters:
  ///   - sourceTokens: source words of all sentences, end marks included.
  ///   - targetTokens: target words, end marks included.
  ///   - positionPairs: Σ over sentences of source words × target words, ends included: what attention looks at.
  ///   - sentences: sentence pairs.
  public func callAsFunction(sourceTokens: Int, targetTokens: Int, positionPairs: Int, sentences: Int) -> Double {
    2
      * (Double(sourceTokens) * source + Double(targetTokens) * target + Double(positionPairs) * positionPair
        + Double(sentences) * sentence)
  }
}

extension ModelOptions {
  /// Of a batch.
  public func forwardOperations(_ batch: SequenceBatch) -> Double {
    let pairs = zip(batch.sourceLayout.lengths, batch.targetLayout.lengths).reduce(0) { $0 + $1.0 * $1.1 }
    return ForwardOperations(self)(
      sourceTokens: batch.source.count, targetTokens: batch.targetTokens, positionPairs: pairs,
      sentences: batch.sentenceCount)
  }

  // MARK: Weights that each word or sentence meets once

  /// Layers of the encoder, both directions.
  fileprivate var encoderWeights: Int { weights(encoderStack).count }

  /// Keys and values of attention.
  fileprivate var memoryWeights: Int {
    switch attention {
    case .none, .dot: 0
    case .general, .additive: decoderWidth * encoderWidth
    case .multiHead: decoderWidth * encoderWidth + encoderWidth * encoderWidth
    }
  }

  /// Layers of the decoder; the readout that is fed back meets a weight of its own.
  fileprivate var decoderWeights: Int {
    let (count, stack) = weights(decoderStack)
    return count + (inputFeeding ? stack.cells[0][0].projectedWidth * readoutWidth : 0)
  }

  /// Elements of all weights of a stack, each of which every position meets once.
  private func weights(_ options: StackOptions) -> (count: Int, stack: RecurrentStack) {
    let builder = ParameterBuilder()
    let stack = RecurrentStack("", from: embedding, options, in: builder)
    return (builder.parameters.reduce(0) { $0 + ($1.shape.count == 2 ? $1.count : 0) }, stack)
  }

  fileprivate var queryWeights: Int {
    attention == .additive || attention == .multiHead ? decoderWidth * decoderWidth : 0
  }

  /// Readout of state and context, and the output layer.
  fileprivate var readoutWeights: Int {
    let context = attention == .none ? 0 : encoderWidth * readoutWidth
    return decoderWidth * readoutWidth + context + readoutWidth * targetVocabulary
  }

  /// The bridge; without attention also the summary's part of the readout.
  fileprivate var sentenceWeights: Int {
    var bridged = 0
    if bridge == .dense {
      for layer in weights(decoderStack).stack.cells where layer[0].beginsFromEncoder {
        bridged += layer[0].stateWidths.reduce(0, +) * encoderWidth
      }
    }
    return bridged + (attention == .none ? encoderWidth * readoutWidth : 0)
  }
}
