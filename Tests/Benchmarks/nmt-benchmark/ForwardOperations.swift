import NMTCorpus
import NMTModels
import NMTTraining

extension ModelOptions {
  /// Multiplications and additions of an update's forward products, real positions alone: an LSTM encoder–decoder with
  /// general attention. Gates, softmax and the like are not counted.
  func forwardOperations(_ batch: UpdateBatch) -> Double {
    var (sources, targets, pairs, sentences) = (0, 0, 0, 0)
    for part in batch.shares.joined() {
      sentences += part.count
      for (source, target) in zip(part.sources, part.targets) {
        sources += source.count + 1
        targets += target.count + 1
        pairs += (source.count + 1) * (target.count + 1)
      }
    }
    let attention = 2 * Double(pairs) * Double(decoderWidth + encoderWidth)
    return Double(sources) * sourceWordOperations + Double(targets) * targetWordOperations + attention
      + Double(sentences) * bridgeOperations
  }

  /// Encoder layers and the memory's projection to the decoder's width.
  private var sourceWordOperations: Double {
    let directions = bidirectional ? 2 : 1
    let width = encoderWidth / directions
    let layers = (0..<encoderLayers).map { directions * 4 * width * (($0 == 0 ? embedding : encoderWidth) + width) }
    return 2 * Double(layers.reduce(0, +) + encoderWidth * decoderWidth)
  }

  /// Decoder layers, readout and output layer.
  private var targetWordOperations: Double {
    let fed = embedding + (inputFeeding ? readoutWidth : 0)
    let layers = (0..<decoderLayers).map { 4 * decoderWidth * (($0 == 0 ? fed : decoderWidth) + decoderWidth) }
    return 2
      * Double(
        layers.reduce(0, +) + (encoderWidth + decoderWidth) * readoutWidth + readoutWidth * targetVocabulary)
  }

  /// Hidden state and cell of each decoder layer from the encoder's summary.
  private var bridgeOperations: Double { 2 * Double(encoderWidth * 2 * decoderWidth * decoderLayers) }
}
