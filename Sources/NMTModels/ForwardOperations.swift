import NMTLayers
import NMTTensor

extension ModelOptions {
  /// Multiplications and additions of a batch's forward products under teacher forcing, real positions alone.
  ///
  /// Counted are the products of layers, attention, bridge, readout and output layer, for every option; not gates,
  /// norms, softmax and what else is small. The product of a first step counts, also where its state is zero and the
  /// code leaves it out: so does `nn.LSTM`. Going back costs twice as much, so a training step is three times this.
  ///
  /// - Parameters:
  ///   - sourceTokens: source words of all sentences, end marks included.
  ///   - targetTokens: target words, end marks included.
  ///   - positionPairs: Σ over sentences of source words × target words, ends included: what attention looks at.
  ///   - sentences: sentence pairs.
  public func forwardOperations(sourceTokens: Int, targetTokens: Int, positionPairs: Int, sentences: Int) -> Double {
    2
      * (Double(sourceTokens) * Double(encoderWeights + memoryWeights)
        + Double(targetTokens) * Double(decoderWeights + queryWeights + readoutWeights)
        + Double(positionPairs) * Double(attention == .none ? 0 : decoderWidth + encoderWidth)
        + Double(sentences) * Double(sentenceWeights))
  }

  /// The same of a batch.
  public func forwardOperations(_ batch: SequenceBatch) -> Double {
    let pairs = zip(batch.sourceLayout.lengths, batch.targetLayout.lengths).reduce(0) { $0 + $1.0 * $1.1 }
    return forwardOperations(
      sourceTokens: batch.source.count, targetTokens: batch.targetTokens, positionPairs: pairs,
      sentences: batch.sentenceCount)
  }

  // MARK: Weights that each word or sentence meets once

  /// Layers of the encoder, both directions.
  private var encoderWeights: Int { weights(encoderStack).count }

  /// Keys and values of attention.
  private var memoryWeights: Int {
    switch attention {
    case .none, .dot: 0
    case .general, .additive: decoderWidth * encoderWidth
    case .multiHead: decoderWidth * encoderWidth + encoderWidth * encoderWidth
    }
  }

  /// Layers of the decoder; the readout that is fed back meets a weight of its own.
  private var decoderWeights: Int {
    let (count, stack) = weights(decoderStack)
    return count + (inputFeeding ? stack.cells[0][0].projectedWidth * readoutWidth : 0)
  }

  /// Elements of all weights of a stack, each of which every position meets once.
  private func weights(_ options: StackOptions) -> (count: Int, stack: RecurrentStack) {
    let builder = ParameterBuilder()
    let stack = RecurrentStack("", from: embedding, options, in: builder)
    return (builder.parameters.reduce(0) { $0 + ($1.shape.count == 2 ? $1.count : 0) }, stack)
  }

  private var queryWeights: Int {
    attention == .additive || attention == .multiHead ? decoderWidth * decoderWidth : 0
  }

  /// Readout of state and context, and the output layer.
  private var readoutWeights: Int {
    let context = attention == .none ? 0 : encoderWidth * readoutWidth
    return decoderWidth * readoutWidth + context + readoutWidth * targetVocabulary
  }

  /// The bridge; without attention also the summary's part of the readout.
  private var sentenceWeights: Int {
    var bridged = 0
    if bridge == .dense {
      for layer in weights(decoderStack).stack.cells where layer[0].beginsFromEncoder {
        bridged += layer[0].stateWidths.reduce(0, +) * encoderWidth
      }
    }
    return bridged + (attention == .none ? encoderWidth * readoutWidth : 0)
  }
}
