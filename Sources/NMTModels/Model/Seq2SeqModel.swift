package import NMTKernels
import NMTLayers
package import NMTTensor

/// A recurrent encoder–decoder for translation, with all the options of `ModelOptions`.
///
/// The path of one sentence pair: source ids → embedding → encoder → memory → bridge → decoder with attention → readout
/// → output layer → log-probabilities. Batches are ragged rows; see `SequenceLayout`.
///
/// Parameters besides those of encoder, bridge and decoder: `embedding.source.weight [V, E]`,
/// `embedding.target.weight [V, E]`, `output.weight [V, D]`, `output.bias [V]`. Tied tables exist once: `output` tying
/// removes `output.weight`, and `all` leaves only `embedding.weight`. Initial values: tables normal with deviation
/// 1/√E, `output.weight` uniform in ±1/√D.
package final class Seq2SeqModel: Sendable {
  package let options: ModelOptions
  package let parameters: ParameterStore
  let sourceEmbedding: Parameter
  let targetEmbedding: Parameter
  package let outputWeight: Parameter
  let outputBias: Parameter
  let encoder: SourceEncoder
  let bridge: Bridge
  let decoder: TargetDecoder

  /// - Parameters:
  ///   - options: validated here.
  ///   - seed: seed of the initial values.
  ///   - kernels: kernels for every tape of this model; nil for `CPUKernels()`.
  package convenience init(options: ModelOptions, seed: UInt64, kernels: (any Kernels)? = nil) throws {
    try self.init(options: options, seed: seed, kernels: kernels ?? CPUKernels()) { _ in [] }
  }

  /// Creates a model whose weights are zero until they are read from a file.
  ///
  /// - Parameter check: receives every parameter's name and shape before memory is allocated, and may throw; returns
  ///   the weights that are in bytes, by index, or an empty array.
  package convenience init(
    unfilled options: ModelOptions, kernels: any Kernels, check: ([Parameter]) throws -> [QuantizedWeight?]
  ) throws {
    try self.init(options: options, seed: nil, kernels: kernels, check: check)
  }

  private init(
    options: ModelOptions, seed: UInt64?, kernels: any Kernels, check: ([Parameter]) throws -> [QuantizedWeight?]
  ) throws {
    try options.validate()
    self.options = options
    let builder = ParameterBuilder()
    let tables = EmbeddingTables(options, in: builder)
    (sourceEmbedding, targetEmbedding) = (tables.source, tables.target)
    encoder = SourceEncoder(options, in: builder)
    decoder = TargetDecoder(options, in: builder)
    bridge = Bridge(options, decoder: decoder.stack, in: builder)
    let limit = 1 / Float(options.readoutWidth).squareRoot()
    outputWeight =
      options.tying == .none
      ? builder.weight(
        "output.weight", rows: options.targetVocabulary, columns: options.readoutWidth, .uniform(limit))
      : tables.target
    outputBias = builder.vector("output.bias", count: options.targetVocabulary, .zeros)
    let quantized = try check(builder.parameters)
    parameters = ParameterStore(builder, seed: seed, kernels: kernels, quantized: quantized)
  }

  /// The kernels that the model was created with.
  package var kernels: any Kernels { parameters.kernels }

  /// True if weights are in bytes.
  package var isQuantized: Bool { parameters.isQuantized }

  /// Floats that a live hypothesis carries from step to step.
  package var stateColumns: Int { decoder.stack.cells.reduce(0) { $0 + $1[0].stateWidths.reduce(0, +) } }

  /// Runs a batch with teacher forcing; returns the loss and, if the tape records, prepares `tape.backward()`.
  ///
  /// - Parameters:
  ///   - smoothing: ε of label smoothing, [0, 1).
  ///   - gradientScale: factor on smoothedSum in the gradient; the trainer passes 1 / target words of the whole update.
  ///   - dropout: nil for none.
  ///   - outputGradients: takes the gradient of the output layer's weight block by block; nil for the tape's buffer.
  package func loss(
    _ batch: SequenceBatch, smoothing: Float, gradientScale: Float, tape: Tape, dropout: DropoutContext? = nil,
    outputGradients: (any OutputGradientSink)? = nil
  ) -> BatchLoss {
    var dropout = dropout
    let layout = batch.targetLayout
    let encoded = encode(batch.source, layout: batch.sourceLayout, dropout: &dropout, on: tape)
    let memory = decoder.prepare(encoded, layout: batch.sourceLayout, on: tape)
    let initial = bridge(encoded, layers: options.decoderLayers, on: tape)
    let embedded = embed(batch.targetInput, targetEmbedding, layout: layout, dropout: &dropout, on: tape)
    let readout = decoder.run(
      embedded, layout: layout, initial: initial, memory: memory, dropout: &dropout, on: tape)
    let sums = tape.crossEntropy(
      dropped(readout, layout: layout, dropout: &dropout, on: tape), weight: outputWeight, bias: outputBias,
      targets: batch.targetOutput, smoothing: smoothing,
      gradientScale: gradientScale, outputGradients: outputGradients)
    return BatchLoss(
      smoothedSum: sums.loss, nllSum: sums.negativeLogLikelihood, targetTokens: batch.targetTokens)
  }

  /// Applies dropout; in place if a decoder with input feeding has made copies that nothing else reads.
  private func dropped(
    _ readout: Tensor, layout: SequenceLayout, dropout: inout DropoutContext?, on tape: Tape
  ) -> Tensor {
    let (rate, kind) = (options.dropout, options.dropoutKind)
    return decoder.feedsInput
      ? tape.dropout(overwriting: readout, rate: rate, kind: kind, layout: layout, context: &dropout)
      : tape.dropout(readout, rate: rate, kind: kind, layout: layout, context: &dropout)
  }

  func encode(
    _ ids: [Int32], layout: SequenceLayout, dropout: inout DropoutContext?, on tape: Tape
  ) -> EncoderOutput {
    let embedded = embed(ids, sourceEmbedding, layout: layout, dropout: &dropout, on: tape)
    return encoder(embedded, layout: layout, dropout: &dropout, on: tape)
  }

  /// Embeds each distinct word of the batch once, with one dropout mask for all its occurrences, so the first layer
  /// processes each word once. Does not share words if sentences or positions have their own masks.
  package func embed(
    _ ids: [Int32], _ table: Parameter, layout: SequenceLayout, dropout: inout DropoutContext?, on tape: Tape
  ) -> SequenceInput {
    let distinct = dropout == nil || options.sharesWords ? DistinctWords(ids) : nil
    let scale = options.scaleEmbeddings ? Float(options.embedding).squareRoot() : 1
    let embedded = tape.embedding(table, distinct?.words ?? ids, scale: scale)
    let kept = tape.wordDropout(embedded, rate: options.wordDropout, context: &dropout)
    let rows = tape.dropout(
      overwriting: kept, rate: options.dropout, kind: options.dropoutKind, layout: layout, context: &dropout)
    return distinct.map { SequenceInput(rows, places: $0.places) } ?? SequenceInput(rows)
  }
}

/// The embedding tables that remain after tying.
///
/// All rows initially have a mean length of 1. Elements of deviation 1, as in PyTorch, drown the small steps of Adam in
/// the rows of rare words: on Multi30k the validation loss after 2,000 updates was 0.23 nats higher.
private struct EmbeddingTables {
  let source: Parameter
  let target: Parameter

  init(_ options: ModelOptions, in builder: ParameterBuilder) {
    let E = options.embedding
    let initial = Initializer.normal(deviation: 1 / Float(E).squareRoot())
    if options.tying == .all {
      source = builder.weight("embedding.weight", rows: options.sourceVocabulary, columns: E, initial)
      target = source
      return
    }
    source = builder.weight(
      "embedding.source.weight", rows: options.sourceVocabulary, columns: E, initial, forms: [])
    target = builder.weight(
      "embedding.target.weight", rows: options.targetVocabulary, columns: E, initial,
      forms: options.tying == .output ? .both : [])
  }
}
