import NMTSystem
import NMTTensor

/// How far the loss of a sentence's last word reaches back: |∂loss/∂h(t)| in every recurrent layer.
package struct GradientFlow: Sendable {
  package struct Layer: Sendable {
    /// `decoder.layers.0`, `encoder.layers.0.backward`.
    package let path: String
    /// Norms from the first position of the sentence on, for both directions.
    package let norms: [Double]
  }
  package let layers: [Layer]
}

extension Seq2SeqModel {
  /// The gradient of −log p(end of sentence | source, target) with respect to all states before it.
  ///
  /// - Parameters:
  ///   - source, target: ids without begin or end.
  /// - Throws: `Failure` for a model with weights in bytes, which have no gradients.
  package func gradientFlow(source: [Int32], target: [Int32]) throws -> GradientFlow {
    guard !isQuantized else {
      throw Failure(
        .badData, "the model has int8 weights, which have no gradients", at: "model",
        remedy: "use the model that it was quantized from")
    }
    let batch = SequenceBatch(sources: [source], targets: [target])
    let tape = Tape(parameters: parameters, gradients: parameters.gradientBuffer())
    let watch = StateGradients()
    tape.stateGradients = watch
    var dropout: DropoutContext?
    let encoded = encode(batch.source, layout: batch.sourceLayout, dropout: &dropout, on: tape)
    let memory = decoder.prepare(encoded, layout: batch.sourceLayout, on: tape)
    let embedded = embed(batch.targetInput, targetEmbedding, layout: batch.targetLayout, dropout: &dropout, on: tape)
    let readout = decoder.run(
      embedded, layout: batch.targetLayout, initial: bridge(encoded, layers: options.decoderLayers, on: tape),
      memory: memory, dropout: &dropout, on: tape)
    _ = tape.crossEntropy(
      tape.gather(readout, batch.targetLayout.lastRows), weight: outputWeight, bias: outputBias,
      targets: [SpecialToken.end], smoothing: 0, gradientScale: 1)
    tape.backward()
    return GradientFlow(
      layers: watch.layers.map { path in
        let norms = watch.norms(path)
        return GradientFlow.Layer(path: path, norms: path.hasSuffix(".backward") ? norms.reversed() : norms)
      })
  }
}
