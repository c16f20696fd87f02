import Foundation
import NMTKernels
import NMTLayers
import NMTTensor

/// A matrix that owns its memory and never changes after it was made: part of a decoder's state.
final class OwnedMatrix: @unchecked Sendable {
  let matrix: Matrix

  init(rows: Int, columns: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, rows * columns * 4), alignment: 64)
    matrix = Matrix(memory.bindMemory(to: Float.self, capacity: rows * columns), rows: rows, columns: columns)
    matrix.fill(0)
  }

  convenience init(copying other: Matrix) {
    self.init(rows: other.rows, columns: other.columns)
    matrix.copy(from: other)
  }

  deinit { UnsafeMutableRawPointer(matrix.base).deallocate() }

  /// A matrix that a step only passed on, as most of a convolution's window, needs no copy.
  func isMemory(of other: Matrix) -> Bool { other.base == matrix.base && other.rows == matrix.rows }

  var tensor: Tensor { Tensor(values: matrix, gradient: nil) }

  func selecting(rows: [Int]) -> OwnedMatrix {
    let selected = OwnedMatrix(rows: rows.count, columns: matrix.columns)
    for (to, from) in rows.enumerated() {
      precondition(from >= 0 && from < matrix.rows, "selecting: row \(from) of \(matrix.rows)")
      selected.matrix.row(to).update(from: matrix.row(from), count: matrix.columns)
    }
    return selected
  }
}

/// Workspace of one thread that encodes and decodes; what a call returns lives until the next call with it.
public final class Workspace {
  let tape: Tape
  private var selection: OutputSelection?

  public init(_ model: Seq2SeqModel) { tape = Tape(parameters: model.parameters) }

  /// With other arithmetic than the model's own.
  package init(_ model: Seq2SeqModel, kernels: any Kernels) {
    tape = Tape(parameters: model.parameters, kernels: kernels)
  }

  /// The part of the output layer that this workspace's batches need; the model's weights must not change any more.
  func selection(of model: Seq2SeqModel) -> OutputSelection {
    if let selection { return selection }
    let made = OutputSelection(
      model.parameters.forwardPack(model.outputWeight), bias: model.parameters.matrix(model.outputBias).base)
    selection = made
    return made
  }

  /// Most bytes that were in use at once.
  public var peakBytes: Int { tape.arena.peakBytes }
}

/// Encoded sentences: what every step of their translation reads. A value that may be shared between threads.
public struct Encoded: Sendable {
  /// Rows of each sentence, end mark included.
  public let layout: SequenceLayout
  let keys: OwnedMatrix?
  let values: OwnedMatrix?
  let summary: OwnedMatrix?
  /// `[layer][part]`, rows are sentences.
  let initial: [[OwnedMatrix]]
  /// Target words of each sentence; nil where all are allowed.
  var candidates: CandidateLists?

  public var sentenceCount: Int { layout.sentenceCount }

  var memory: DecoderMemory {
    let attention = keys.flatMap { keys in values.map { AttentionMemory(keys: keys.tensor, values: $0.tensor) } }
    return DecoderMemory(attention: attention, summary: summary?.tensor, layout: layout)
  }
}

/// Where each row of a step looked: weights over the source positions of its sentence, end mark included.
public struct StepAttention: Sendable {
  private var weights: [Float] = []
  private var starts = [0]

  init(_ found: AttentionWeights) {
    found.forEachRow {
      weights.append(contentsOf: $0)
      starts.append(weights.count)
    }
  }

  /// Of row r; they sum to one.
  public func row(_ r: Int) -> ArraySlice<Float> { weights[starts[r]..<starts[r + 1]] }
}

/// What the decoder remembers of N live hypotheses; a value.
public struct DecoderState: Sendable {
  /// Which encoded sentence each row translates, `[N]`; rows of one sentence are best kept together.
  public private(set) var sentences: [Int32]
  /// Of the step that made this state; nil before the first step and without attention.
  public internal(set) var attention: StepAttention?
  /// `[layer][part]`.
  var layers: [[OwnedMatrix]]
  /// The last readout, `[N, D]`; nil without input feeding.
  var fed: OwnedMatrix?

  init(sentences: [Int32], layers: [[OwnedMatrix]], fed: OwnedMatrix?) {
    self.sentences = sentences
    self.layers = layers
    self.fed = fed
  }

  public var rowCount: Int { sentences.count }

  /// The state whose row k is this one's row `rows[k]`; rows may be repeated, left out and reordered. Attention stays
  /// with the step and is not carried over.
  public func selecting(rows: [Int]) -> DecoderState {
    guard !rows.elementsEqual(0..<rowCount) else {
      return DecoderState(sentences: sentences, layers: layers, fed: fed)
    }
    return DecoderState(
      sentences: rows.map { sentences[$0] }, layers: layers.map { $0.map { $0.selecting(rows: rows) } },
      fed: fed?.selecting(rows: rows))
  }
}

extension Seq2SeqModel {
  /// Encodes sentences: ids without end mark, which is added here; an empty sentence is one end mark.
  ///
  /// - Parameter candidates: for each sentence the target words that its translation may use, ascending and with the end
  ///   mark; nil for all. Steps then compute the output layer for these alone, and the probabilities of each sentence's
  ///   words sum to one.
  public func encode(sources: [[Int32]], candidates: [[Int32]]? = nil, in workspace: Workspace) -> Encoded {
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
    let keys = memory.attention.map { OwnedMatrix(copying: $0.keys.values) }
    let sharesMemory = memory.attention?.keys.values.base == memory.attention?.values.values.base
    return Encoded(
      layout: layout, keys: keys,
      values: sharesMemory ? keys : memory.attention.map { OwnedMatrix(copying: $0.values.values) },
      summary: memory.summary.map { OwnedMatrix(copying: $0.values) },
      initial: initial.map { $0.parts.map { OwnedMatrix(copying: $0.values) } },
      candidates: candidates.map(CandidateLists.init))
  }

  /// The state before the first word: one row a sentence.
  public func startState(_ encoded: Encoded) -> DecoderState {
    DecoderState(
      sentences: (0..<Int32(encoded.sentenceCount)).map { $0 }, layers: encoded.initial,
      fed: decoder.feedsInput ? OwnedMatrix(rows: encoded.sentenceCount, columns: options.readoutWidth) : nil)
  }

  /// One step of all live hypotheses. A row's result does not depend on the rows of other sentences.
  ///
  /// - Parameters:
  ///   - tokens: the last word of each row (`SpecialToken.begin` at first), `[N]`.
  ///   - state: replaced by the state after the step.
  /// - Returns: log-probabilities of the next word, `[N, V]`, in the workspace: read them before its next use. −∞ for
  ///   words that are no candidates of the row's sentence.
  public func step(
    tokens: [Int32], state: inout DecoderState, encoded: Encoded, workspace: Workspace
  ) -> Matrix {
    precondition(tokens.count == state.rowCount, "step: \(tokens.count) tokens for \(state.rowCount) rows")
    let tape = workspace.tape
    tape.reset()
    var dropout: DropoutContext?
    var masks = StepDropout()
    let scale = options.scaleEmbeddings ? Float(options.embedding).squareRoot() : 1
    let embedded = tape.embedding(targetEmbedding, tokens, scale: scale)
    let step = decoder.step(
      projected: decoder.stack.cells[0][0].project(embedded, on: tape),
      state.layers.map { RecurrentState($0.map(\.tensor)) }, fed: state.fed?.tensor, memory: encoded.memory,
      sentences: state.sentences, dropout: &masks, context: &dropout, on: tape)
    let after = zip(step.states, state.layers).map { after, before in
      after.parts.map { part in before.first { $0.isMemory(of: part.values) } ?? OwnedMatrix(copying: part.values) }
    }
    let fed = decoder.feedsInput ? OwnedMatrix(copying: step.readout.values) : nil
    state = DecoderState(sentences: state.sentences, layers: after, fed: fed)
    state.attention = step.weights.map(StepAttention.init)
    if let candidates = encoded.candidates {
      return workspace.selection(of: self).logProbabilities(
        step.readout.values, sentences: state.sentences, candidates, on: tape)
    }
    let logits = tape.linear(step.readout, outputWeight, bias: outputBias).values
    tape.kernels.logSoftmax(logits)
    return logits
  }
}
