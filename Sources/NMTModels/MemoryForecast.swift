import NMTKernels

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
    let embedding = (2 + masked + (options.wordDropout > 0 ? 3 : 0)) * E
    let memory = (options.attention == .none ? 0 : 2 * H) + (options.attention == .multiHead ? 2 * M : 0)
    let queries = options.attention == .additive || options.attention == .multiHead ? 2 * H : 0
    let readout = 2 * M + queries + (4 + masked + (options.inputFeeding ? 2 : 0)) * D
    let source = embedding + stack(width: M, layers: options.encoderLayers, fused: options.norm != .gates) + memory
    let fused = options.norm != .gates && !options.inputFeeding
    let target = embedding + stack(width: H, layers: options.decoderLayers, fused: fused) + readout
    let weights = options.attention == .none ? 0 : options.heads * targetRows * sourceRows / max(sentences, 1)
    let copies = fused ? 0 : targetRows * 5 * H
    let loss = min(targetRows, 256) * options.targetVocabulary
    let floats = sourceRows * source + targetRows * target + weights + max(loss, copies)
    return floats * MemoryLayout<Float>.stride
  }

  /// Floats a row of all layers of one stack. The fused walk keeps the input's products, the gates, cell, hidden and
  /// previous hidden state: 11 widths; a composed one keeps values and gradients of each small op.
  private func stack(width: Int, layers: Int, fused: Bool) -> Int {
    let walk = fused ? 13 : options.norm == .gates ? 50 : 32
    let between = (options.dropout > 0 ? 3 : 0) + (options.residual ? 2 : 0)
    let normed = options.norm == .outputs ? 2 : 0
    return width * (layers * (walk + normed) + (layers - 1) * between)
  }
}
