import NMTLayers
import NMTTensor

/// What all decoder steps read about the source.
struct DecoderMemory {
  /// nil without attention.
  let attention: AttentionMemory?
  /// W_c · summary, `[B, D]`; nil with attention.
  let summary: Tensor?
  let layout: SequenceLayout
}

/// Target side: layers of cells, attention, readout r = tanh(W_c·c + W_h·h + b) (Luong et al. 2015, eq. 5).
///
/// Parameters: `decoder.layers.…`; with input feeding `decoder.feed.weight [G, D]`, the columns of the first layer's
/// input weight for the previous readout (for a convolution G = E, and it is added to the embedding);
/// `decoder.attention.…`; `readout.context.weight [D, M]`, `readout.hidden.weight [D, H]`, `readout.hidden.bias [D]`.
/// Without attention, c is the encoder's summary at each step (Cho et al. 2014, section 2.2).
struct TargetDecoder: Sendable {
  let options: ModelOptions
  let stack: RecurrentStack
  private let feed: Linear?
  private let attention: Attention?
  private let fromContext: Linear
  private let fromHidden: Linear

  init(_ options: ModelOptions, in builder: ParameterBuilder) {
    self.options = options
    stack = RecurrentStack("decoder", from: options.embedding, options.decoderStack, in: builder)
    let (H, M, D) = (options.decoderWidth, options.encoderWidth, options.readoutWidth)
    let G = stack.cells[0][0].projectedWidth
    feed = options.inputFeeding ? Linear("decoder.feed", from: D, to: G, bias: false, in: builder) : nil
    attention =
      options.attention == .none
      ? nil
      : Attention("decoder.attention", options.attention, width: H, memory: M, heads: options.heads, in: builder)
    fromContext = Linear("readout.context", from: M, to: D, bias: false, in: builder)
    fromHidden = Linear("readout.hidden", from: H, to: D, bias: true, in: builder)
  }

  var feedsInput: Bool { feed != nil }

  func prepare(_ encoded: EncoderOutput, layout: SequenceLayout, on tape: Tape) -> DecoderMemory {
    DecoderMemory(
      attention: attention?.prepare(encoded.memory, on: tape),
      summary: attention == nil ? fromContext(encoded.summary, on: tape) : nil, layout: layout)
  }

  /// Advances N live rows by one step; training with input feeding and translation share this code.
  ///
  /// - Parameters:
  ///   - projected: the first layer's pre-activations of the embedding, `[N, G]`; the fed part is added in place.
  ///   - fed: the previous readout, `[N, D]`; nil without input feeding.
  ///   - sentences: the sentence whose memory each row reads.
  ///   - number: number of the step, for recording the gradients of states.
  func step(
    projected: Tensor, _ states: [RecurrentState], fed: Tensor?, memory: DecoderMemory, sentences: [Int32],
    dropout: inout StepDropout, context: inout DropoutContext?, number: Int? = nil, on tape: Tape
  ) -> (readout: Tensor, states: [RecurrentState], weights: AttentionWeights?) {
    if let feed, let fed { _ = feed(fed, addedTo: projected, on: tape) }
    let (hidden, after) = stack.step(
      projected: projected, states, dropout: &dropout, context: &context, number: number, on: tape)
    let groups = AttentionGroup.rows(of: sentences, memory: memory.layout)
    let (readout, weights) = readout(hidden, memory, groups: groups, sentences: sentences, on: tape)
    return (readout, after, weights)
  }

  /// All readouts of a batch under teacher forcing, `[R, D]`.
  ///
  /// Without input feeding, no step needs the previous readout: layers run over whole sentences, and attention over all
  /// positions of a sentence at once. With input feeding, steps run in order, longest sentence first.
  func run(
    _ embedded: SequenceInput, layout: SequenceLayout, initial: [RecurrentState]?, memory: DecoderMemory,
    dropout: inout DropoutContext?, on tape: Tape
  ) -> Tensor {
    if feedsInput {
      return runByStep(embedded, layout: layout, initial: initial, memory: memory, dropout: &dropout, on: tape)
    }
    let hidden = stack.run(
      embedded, layout: layout, initial: initial, truncation: options.truncation, dropout: &dropout, on: tape
    ).output
    let groups = AttentionGroup.sentences(queries: layout, memory: memory.layout)
    return readout(hidden, memory, groups: groups, sentences: layout.sentenceOfRow, on: tape).0
  }

  private func runByStep(
    _ embedded: SequenceInput, layout: SequenceLayout, initial: [RecurrentState]?, memory: DecoderMemory,
    dropout: inout DropoutContext?, on tape: Tape
  ) -> Tensor {
    let schedule = layout.forward
    let projected = tape.gather(
      stack.cells[0][0].project(embedded.rows, on: tape), embedded.places(of: schedule.rows))
    let readouts = tape.tensor(rows: layout.rowCount, columns: options.readoutWidth)
    var states =
      initial?.map { RecurrentState($0.parts.map { tape.gather($0, schedule.order) }) }
      ?? zeroStates(rows: layout.sentenceCount, on: tape)
    var fed = tape.zeros(rows: layout.sentenceCount, columns: options.readoutWidth)
    var masks = StepDropout()
    for t in 0..<schedule.stepCount {
      let rows = Array(schedule.rows[schedule.range(t)])
      states = states.map { $0.prefix(rows.count) }
      fed = fed.rows(0..<rows.count)
      if options.truncation > 0, t > 0, t % options.truncation == 0 {
        states = states.map(\.detached)
        fed = fed.detached
      }
      let step = step(
        projected: projected.rows(schedule.range(t)), states, fed: fed, memory: memory,
        sentences: Array(schedule.order[0..<rows.count]), dropout: &masks, context: &dropout, number: t,
        on: tape)
      tape.scatter(step.readout, to: rows, of: readouts)
      (fed, states) = (step.readout, step.states)
    }
    return readouts
  }

  func zeroStates(rows: Int, on tape: Tape) -> [RecurrentState] {
    stack.cells.map { $0[0].zeroState(rows: rows, on: tape) }
  }

  private func readout(
    _ hidden: Tensor, _ memory: DecoderMemory, groups: [AttentionGroup], sentences: [Int32], on tape: Tape
  ) -> (Tensor, AttentionWeights?) {
    var weights: AttentionWeights?
    let sum: Tensor
    if let attention, let attended = memory.attention {
      let (context, found) = attention(hidden, attended, groups: groups, on: tape)
      weights = found
      sum = fromContext(context, on: tape)
    } else if let summary = memory.summary {
      sum = tape.gather(summary, sentences)
    } else {
      preconditionFailure("TargetDecoder: a memory without attention and without summary")
    }
    return (tape.tanh(fromHidden(hidden, addedTo: sum, on: tape), overwriting: true), weights)
  }
}
