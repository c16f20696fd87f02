import NMTKernels
import NMTTensor

extension Seq2SeqModel {
  /// Bytes of a training step's tape for a batch of this size, in advance: what the trainer says before it starts.
  ///
  /// Counts the matrices that each op keeps a row, values and gradients; meant to be right within a third. What really
  /// was used is `tape.arena.peakBytes`.
  ///
  /// - Parameters:
  ///   - sourceRows: source words, end marks included.
  ///   - targetRows: target words, end marks included.
  ///   - sentences: sentence pairs; their lengths are taken as equal for the attention weights.
  public func activationBytes(sourceRows: Int, targetRows: Int, sentences: Int) -> Int {
    let (E, M, H, D) = (options.embedding, options.encoderWidth, options.decoderWidth, options.readoutWidth)
    let masked = options.dropout > 0 ? 3 : 0
    let embedding = (2 + maskedInPlace + (options.wordDropout > 0 ? 3 : 0)) * E
    let memory = (options.attention == .none ? 0 : 2 * H) + (options.attention == .multiHead ? 2 * M : 0)
    let queries = options.attention == .additive || options.attention == .multiHead ? 2 * H : 0
    let readout = 2 * M + queries + (3 + masked + (options.inputFeeding ? 2 : 0)) * D
    let fused = (source: options.norm != .gates, target: options.norm != .gates && !options.inputFeeding)
    let source =
      embedding + memory
      + stack(width: M, layers: options.encoderLayers, directions: options.bidirectional ? 2 : 1, fused: fused.source)
    let target =
      embedding + readout + stack(width: H, layers: options.decoderLayers, directions: 1, fused: fused.target)
    let weights = options.attention == .none ? 0 : options.heads * targetRows * sourceRows / max(sentences, 1)
    let loss = min(targetRows * options.targetVocabulary, Tape.largestLossBlock)
    let floats = sourceRows * source + targetRows * target + weights + loss
    return floats * MemoryLayout<Float>.stride
  }

  /// Matrices that dropout adds to its input: the plain kind makes its mask anew on the way back.
  private var maskedInPlace: Int { options.dropout > 0 && options.dropoutKind == .variational ? 3 : 0 }

  /// Floats a row of all layers of one stack. The fused walk keeps each direction's input, the gates, cell and hidden
  /// state, and the output with its gradient; a composed one keeps values and gradients of each small op.
  private func stack(width: Int, layers: Int, directions: Int, fused: Bool) -> Int {
    let walk = fused ? 8 + directions : options.norm == .gates ? 50 : 32
    let between = (fused ? maskedInPlace : options.dropout > 0 ? 3 : 0) + (options.residual ? 2 : 0)
    let normed = options.norm == .outputs ? 2 : 0
    return width * (layers * (walk + normed) + (layers - 1) * between)
  }
}
