package import NMTKernels
import NMTLayers
package import NMTSystem
package import NMTTensor

/// Workspace of one thread for encoding and decoding; results live until the next call that uses it.
package final class Workspace {
  let tape: Tape
  let projections = TokenProjections()
  let pool = MatrixPool()
  /// Matrices written by the cells of the current step.
  private var written: [OwnedMatrix] = []

  package init(_ model: Seq2SeqModel) { tape = Tape(parameters: model.parameters) }

  /// Creates a workspace with kernels other than the model's.
  package init(_ model: Seq2SeqModel, kernels: any Kernels) {
    tape = Tape(parameters: model.parameters, kernels: kernels)
  }

  /// Runs a step whose cells write their states into memory that outlives the step.
  func keepingStates<Result>(_ body: () -> Result) -> Result {
    written.removeAll(keepingCapacity: true)
    tape.stateMemory = { [unowned self] rows, columns in
      written.append(OwnedMatrix(rows: rows, columns: columns, pool: pool))
      return written.last!.matrix
    }
    defer { tape.stateMemory = nil }
    return body()
  }

  /// Memory that owns a state after a step: that of `before` if the step only passed the state on (as most of a
  /// convolution's window), memory written by the cells, or a copy.
  func owned(_ state: Matrix, before: [OwnedMatrix]) -> OwnedMatrix {
    before.first { $0.isMemory(of: state) } ?? written.first { $0.isMemory(of: state) }
      ?? OwnedMatrix(copying: state, pool: pool)
  }

  /// Largest number of bytes in use at once so far.
  package var peakBytes: Int { tape.arena.peakBytes }

  /// Reserves memory for steps of `bytes`, so that none of them requests more from the system.
  ///
  /// - Throws: `Failure(.operatingSystem)` if the system refuses.
  package func reserve(_ bytes: Int, for model: Seq2SeqModel) throws(Failure) {
    try tape.arena.reserve(bytes)
    try projections.reserve(model)
  }
}

/// Encoded sentences, read by every step of their translation. A value that threads may share.
package struct Encoded: Sendable {
  /// Rows of each sentence, including the end mark.
  package let layout: SequenceLayout
  let keys: OwnedMatrix?
  let values: OwnedMatrix?
  let summary: OwnedMatrix?
  /// `[layer][part]`; rows are sentences.
  let initial: [[OwnedMatrix]]
  /// Allowed target words of each sentence; nil if all are allowed.
  var candidates: CandidateLists?
  let pool: MatrixPool

  package var sentenceCount: Int { layout.sentenceCount }

  /// The target words that a sentence's translation may use; nil for all.
  package func candidates(of sentence: Int) -> [Int32]? { candidates?.lists[sentence] }

  var memory: DecoderMemory {
    let attention = keys.flatMap { keys in values.map { AttentionMemory(keys: keys.tensor, values: $0.tensor) } }
    return DecoderMemory(attention: attention, summary: summary?.tensor, layout: layout)
  }
}

/// Attention of each row of a step: weights over the source positions of its sentence, including the end mark.
package struct StepAttention: Sendable {
  private var weights: [Float] = []
  private var starts = [0]

  init(_ found: AttentionWeights) {
    found.forEachRow {
      weights.append(contentsOf: $0)
      starts.append(weights.count)
    }
  }

  /// The weights of row r, which sum to one.
  package func row(_ r: Int) -> ArraySlice<Float> { weights[starts[r]..<starts[r + 1]] }
}

/// The decoder's memory of N live hypotheses; a value.
package struct DecoderState: Sendable {
  /// The encoded sentence that each row translates, `[N]`; rows of one sentence are best kept adjacent.
  package private(set) var sentences: [Int32]
  /// Attention of the step that produced this state; nil before the first step and without attention.
  package internal(set) var attention: StepAttention?
  /// `[layer][part]`.
  var layers: [[OwnedMatrix]]
  /// The last readout, `[N, D]`; nil without input feeding.
  var fed: OwnedMatrix?

  init(sentences: [Int32], layers: [[OwnedMatrix]], fed: OwnedMatrix?) {
    self.sentences = sentences
    self.layers = layers
    self.fed = fed
  }

  package var rowCount: Int { sentences.count }

  /// Returns a state whose row k is row `rows[k]` of this one; rows may repeat, be dropped or be reordered. Attention
  /// belongs to the step and is not copied.
  package func selecting(rows: [Int]) -> DecoderState {
    guard !rows.elementsEqual(0..<rowCount) else {
      return DecoderState(sentences: sentences, layers: layers, fed: fed)
    }
    return DecoderState(
      sentences: rows.map { sentences[$0] }, layers: layers.map { $0.map { $0.selecting(rows: rows) } },
      fed: fed?.selecting(rows: rows))
  }
}

extension Seq2SeqModel {
  /// Encodes sentences, given as ids without end marks, which are added here; an empty sentence becomes one end mark.
  ///
  /// - Parameter candidates: for each sentence its allowed target words, ascending and including the end mark; nil for
  ///   all. Steps then compute only these outputs; see `step`.
  package func encode(sources: [[Int32]], candidates: [[Int32]]? = nil, in workspace: Workspace) -> Encoded {
    precondition(candidates == nil || candidates!.count == sources.count, "encode: candidates of other sentences")
    let tape = workspace.tape
    tape.reset()
    var dropout: DropoutContext?
    let layout = SequenceLayout(lengths: sources.map { $0.count + 1 })
    let ids = Array(sources.map { $0 + [SpecialToken.end] }.joined())
    let encoded = encode(ids, layout: layout, dropout: &dropout, on: tape)
    let memory = decoder.prepare(encoded, layout: layout, on: tape)
    let initial =
      bridge(encoded, layers: options.decoderLayers, on: tape)
      ?? decoder.zeroStates(rows: layout.sentenceCount, on: tape)
    let pool = workspace.pool
    let keys = memory.attention.map { OwnedMatrix(copying: $0.keys.values, pool: pool) }
    let sharesMemory = memory.attention?.keys.values.base == memory.attention?.values.values.base
    return Encoded(
      layout: layout, keys: keys,
      values: sharesMemory ? keys : memory.attention.map { OwnedMatrix(copying: $0.values.values, pool: pool) },
      summary: memory.summary.map { OwnedMatrix(copying: $0.values, pool: pool) },
      initial: initial.map { $0.parts.map { OwnedMatrix(copying: $0.values, pool: pool) } },
      candidates: candidates.map(CandidateLists.init), pool: pool)
  }

  /// The state before the first word, one row per sentence.
  package func startState(_ encoded: Encoded) -> DecoderState {
    DecoderState(
      sentences: (0..<Int32(encoded.sentenceCount)).map { $0 }, layers: encoded.initial,
      fed: decoder.feedsInput
        ? .zeros(rows: encoded.sentenceCount, columns: options.readoutWidth, pool: encoded.pool) : nil)
  }

  /// Advances all live hypotheses by one step. A row's result does not depend on the rows of other sentences.
  ///
  /// - Parameters:
  ///   - tokens: the last word of each row (`SpecialToken.begin` at first), `[N]`.
  ///   - state: replaced by the state after the step.
  /// - Returns: log-probabilities of the next word, `[N, V]`, in the workspace: read them before its next use. With
  ///   candidates `[N, W]`, where W is the length of the longest list: column k is candidate k of the row's sentence,
  ///   −∞ beyond the list, and the probabilities of each row sum to one.
  package func step(
    tokens: [Int32], state: inout DecoderState, encoded: Encoded, workspace: Workspace
  ) -> Matrix {
    precondition(tokens.count == state.rowCount, "step: \(tokens.count) tokens for \(state.rowCount) rows")
    let tape = workspace.tape
    tape.reset()
    var dropout: DropoutContext?
    var masks = StepDropout()
    let step = workspace.keepingStates {
      decoder.step(
        projected: workspace.projections.rows(of: tokens, self, on: tape),
        state.layers.map { RecurrentState($0.map(\.tensor)) }, fed: state.fed?.tensor, memory: encoded.memory,
        sentences: state.sentences, dropout: &masks, context: &dropout, on: tape)
    }
    let after = zip(step.states, state.layers).map { after, before in
      after.parts.map { workspace.owned($0.values, before: before) }
    }
    let fed = decoder.feedsInput ? OwnedMatrix(copying: step.readout.values, pool: workspace.pool) : nil
    state = DecoderState(sentences: state.sentences, layers: after, fed: fed)
    state.attention = step.weights.map(StepAttention.init)
    if let candidates = encoded.candidates {
      return logProbabilities(step.readout.values, sentences: state.sentences, among: candidates, on: tape)
    }
    let logits = tape.linear(step.readout, outputWeight, bias: outputBias).values
    tape.kernels.logSoftmax(logits)
    return logits
  }
}
