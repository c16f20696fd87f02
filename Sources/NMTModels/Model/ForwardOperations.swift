import NMTLayers
import NMTTensor

/// Multiplications and additions of a model's forward products under teacher forcing, real positions alone.
///
/// Counted are the products of layers, attention, bridge, readout and output layer, for every option; not gates, norms,
/// softmax and what else is small. The product of a first step counts, also where its state is zero and the code leaves it
/// out: so does `nn.LSTM`. What the first layer makes of a word counts once for all occurrences of it in a pass, as it is
/// computed; `Counts.withEachOccurrence` says what a program needs that multiplies for each. Going back costs twice as much,
/// so a training step is three times this.
package struct ForwardOperations: Sendable {
  /// How much of each there is in what a model takes at once.
  package struct Counts: Sendable {
    /// Words of the source, and how many different ones; end marks included.
    package var source: (words: Int, distinct: Int)
    /// Words of the target as the decoder reads it, and how many different ones; begin marks included.
    package var target: (words: Int, distinct: Int)
    /// Σ over sentences of source words × target words, marks included: what attention looks at.
    package var positionPairs = 0
    package var sentences = 0

    package init(source: (words: Int, distinct: Int) = (0, 0), target: (words: Int, distinct: Int) = (0, 0)) {
      (self.source, self.target) = (source, target)
    }

    /// Counts of sentence pairs, ids without begin or end.
    package init(sources: [[Int32]], targets: [[Int32]]) {
      func count(_ side: [[Int32]]) -> (Int, Int) {
        (side.reduce(0) { $0 + $1.count + 1 }, Set(side.joined()).count + 1)
      }
      (source, target) = (count(sources), count(targets))
      positionPairs = zip(sources, targets).reduce(0) { $0 + ($1.0.count + 1) * ($1.1.count + 1) }
      sentences = sources.count
    }

    /// With each occurrence of a word counted, as for a program that computes nothing once for all of them.
    package var withEachOccurrence: Counts {
      var counts = self
      (counts.source.distinct, counts.target.distinct) = (source.words, target.words)
      return counts
    }
  }

  /// Weights that each word of a side meets once, each different word, and each sentence.
  private let source: (word: Double, distinct: Double)
  private let target: (word: Double, distinct: Double)
  private let sentence: Double
  /// What attention does for a pair of positions.
  private let positionPair: Double

  package init(_ options: ModelOptions) {
    let (read, written) = (options.embeddedWeights(options.encoderStack), options.embeddedWeights(options.decoderStack))
    source = (Double(options.encoderWeights + options.memoryWeights - read), Double(read))
    target = (
      Double(options.decoderWeights + options.queryWeights + options.readoutWeights - written), Double(written)
    )
    sentence = Double(options.sentenceWeights)
    positionPair = Double(options.attention == .none ? 0 : options.decoderWidth + options.encoderWidth)
  }

  package func callAsFunction(_ counts: Counts) -> Double {
    2
      * (Self.weights(source, counts.source) + Self.weights(target, counts.target)
        + Double(counts.positionPairs) * positionPair + Double(counts.sentences) * sentence)
  }

  private static func weights(_ met: (word: Double, distinct: Double), _ count: (words: Int, distinct: Int)) -> Double {
    met.word * Double(count.words) + met.distinct * Double(count.distinct)
  }
}

extension ModelOptions {
  /// Whether all occurrences of a word in a batch have one embedding, dropout included.
  var sharesWords: Bool { (dropout == 0 || dropoutKind == .plain) && wordDropout == 0 }

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

  /// The first layer's weights that meet a word's embedding alone: none of a convolution, and none where masks of dropout
  /// are not a word's.
  fileprivate func embeddedWeights(_ options: StackOptions) -> Int {
    guard sharesWords, !options.cell.traits.isConvolution else { return 0 }
    let (_, stack) = weights(options)
    return embedding * stack.cells[0].reduce(0) { $0 + $1.projectedWidth }
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
      for layer in weights(decoderStack).stack.cells where layer[0].traits.beginsFromEncoder {
        bridged += layer[0].stateWidths.reduce(0, +) * encoderWidth
      }
    }
    return bridged + (attention == .none ? encoderWidth * readoutWidth : 0)
  }
}
