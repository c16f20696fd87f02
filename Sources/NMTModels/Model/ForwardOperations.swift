import NMTLayers
import NMTTensor

/// Multiplications and additions of a model's forward products under teacher forcing, for real positions only.
///
/// Includes the products of layers, attention, bridge, readout and output layer for every option; excludes gates,
/// norms, softmax and other small work. The product of a first step counts even if its state is zero and the code skips
/// it, as in `nn.LSTM`. The first layer's product of a word counts once for all its occurrences in a pass, as computed;
/// `Counts.withEachOccurrence` counts every occurrence instead. The backward pass costs twice as much, so a training
/// step costs three times this.
package struct ForwardOperations: Sendable {
  /// Sizes of one pass of the model.
  package struct Counts: Sendable {
    /// Words of the source, total and distinct, including end marks.
    package var source: (words: Int, distinct: Int)
    /// Words of the target as read by the decoder, total and distinct, including begin marks.
    package var target: (words: Int, distinct: Int)
    /// Σ over sentences of source words × target words, including marks: the positions that attention sees.
    package var positionPairs = 0
    package var sentences = 0

    package init(source: (words: Int, distinct: Int) = (0, 0), target: (words: Int, distinct: Int) = (0, 0)) {
      (self.source, self.target) = (source, target)
    }

    /// Counts of sentence pairs, given ids without begin or end.
    package init(sources: [[Int32]], targets: [[Int32]]) {
      func count(_ side: [[Int32]]) -> (Int, Int) {
        (side.reduce(0) { $0 + $1.count + 1 }, Set(side.joined()).count + 1)
      }
      (source, target) = (count(sources), count(targets))
      positionPairs = zip(sources, targets).reduce(0) { $0 + ($1.0.count + 1) * ($1.1.count + 1) }
      sentences = sources.count
    }

    /// Counts every occurrence of a word, for a program that does not share work between them.
    package var withEachOccurrence: Counts {
      var counts = self
      (counts.source.distinct, counts.target.distinct) = (source.words, target.words)
      return counts
    }
  }

  /// Weights used once per word of a side, per distinct word, and per sentence.
  private let source: (word: Double, distinct: Double)
  private let target: (word: Double, distinct: Double)
  private let sentence: Double
  /// Operations of attention per pair of positions.
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
  /// True if all occurrences of a word in a batch share one embedding, including dropout.
  var sharesWords: Bool { (dropout == 0 || dropoutKind == .plain) && wordDropout == 0 }

  // MARK: Weights that each word or sentence meets once

  /// Layers of the encoder, both directions.
  fileprivate var encoderWeights: Int { weights(encoderStack).count }

  /// Weights of the keys and values of attention.
  fileprivate var memoryWeights: Int {
    switch attention {
    case .none, .dot: 0
    case .general, .additive: decoderWidth * encoderWidth
    case .multiHead: decoderWidth * encoderWidth + encoderWidth * encoderWidth
    }
  }

  /// Weights of the decoder's layers; a fed-back readout has a weight of its own.
  fileprivate var decoderWeights: Int {
    let (count, stack) = weights(decoderStack)
    return count + (inputFeeding ? stack.cells[0][0].projectedWidth * readoutWidth : 0)
  }

  /// First-layer weights that depend only on a word's embedding: none for a convolution, and none if dropout masks
  /// differ between occurrences.
  fileprivate func embeddedWeights(_ options: StackOptions) -> Int {
    guard sharesWords, !options.cell.traits.isConvolution else { return 0 }
    let (_, stack) = weights(options)
    return embedding * stack.cells[0].reduce(0) { $0 + $1.projectedWidth }
  }

  /// Number of elements in all weights of a stack; every position uses each once.
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
