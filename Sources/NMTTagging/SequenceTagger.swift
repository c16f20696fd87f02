package import NMTKernels
import NMTLayers
package import NMTTensor

/// Sums over the rows at which a tagger gives an output.
package struct TaggerLoss: Sendable, Equatable {
  /// The sum of −log p(class), in nats, or of squared errors.
  package var sum: Double
  package var rows: Int

  package var mean: Double { sum / Double(max(1, rows)) }
}

/// State of a tagger between two windows of a long stream: values without a gradient.
package struct TaggerState: Sendable {
  /// `[layer][part]`; rows are streams.
  let layers: [[OwnedMatrix]]
  /// The last expected output of each stream, as in `TaggedBatch`: all that output feedback needs.
  let classes: [Int32]
  let values: [Float]

  init(layers: [[OwnedMatrix]], after batch: TaggedBatch) {
    let ends = batch.layout.lastRows.map(Int.init)
    self.layers = layers
    classes = batch.classes.isEmpty ? [] : ends.map { batch.classes[$0] }
    values = batch.values.isEmpty ? [] : ends.map { batch.values[$0] }
  }
}

/// A sequence labeler or language model from the layers of `NMTLayers`: y(t) = g(h(t)) at every step.
///
/// Inputs are words or numbers, outputs are classes or a single number; the batch decides which steps have an output.
/// The input of a Jordan cell is joined with the previous output, a class through an embedding or a number as a column.
/// In training this is the expected output (teacher forcing, all steps at once), in use the tagger's own.
///
/// Parameters: `embedding.weight [V, E]`, `feedback.weight [C + 1, E]` (classes; last row: no output yet), `layers.…`,
/// `output.weight [C, H]`, `output.bias [C]`.
package final class SequenceTagger: Sendable {
  package let options: TaggerOptions
  package let parameters: ParameterStore
  let stack: RecurrentStack
  private let embedding: Parameter?
  private let feedback: Parameter?
  private let output: Linear

  package init(options: TaggerOptions, seed: UInt64, kernels: (any Kernels)? = nil) throws {
    try options.validate()
    self.options = options
    let builder = ParameterBuilder()
    func table(_ path: String, _ rows: Int) -> Parameter {
      builder.weight(path, rows: rows, columns: options.embedding, .normal(deviation: 1), forms: [])
    }
    if case .words(let vocabulary) = options.input {
      embedding = table("embedding.weight", vocabulary)
    } else {
      embedding = nil
    }
    feedback = options.feedsOutputs && options.classes > 0 ? table("feedback.weight", options.classes + 1) : nil
    stack = RecurrentStack("tagger", from: options.inputWidth, options.stack, in: builder)
    output = Linear("output", from: options.width, to: max(1, options.classes), bias: true, in: builder)
    parameters = ParameterStore(builder, seed: seed, kernels: try kernels ?? CPUKernels())
  }

  /// Runs a batch with teacher forcing; returns the loss and, if the tape records, prepares `tape.backward()`.
  ///
  /// - Parameters:
  ///   - gradientScale: factor on the sum in the gradient.
  ///   - state: state after the earlier windows of a stream; replaced by the state after this window, through which no
  ///     gradient flows back (truncated backpropagation through time, Williams & Peng 1990). Every sentence is then a
  ///     stream, in the same order each time.
  package func loss(
    _ batch: TaggedBatch, gradientScale: Float, tape: Tape, state: inout TaggerState?, carries: Bool = true,
    dropout: DropoutContext? = nil
  ) -> TaggerLoss {
    let hidden = run(batch, &state, carries: carries, dropout: dropout, on: tape)
    let rows = (0..<Int32(hidden.rows)).map { $0 }
    return loss(hidden, batch, rows: rows, gradientScale: gradientScale, tape: tape)
  }

  /// The loss on whole sequences, each from its own beginning.
  package func loss(
    _ batch: TaggedBatch, gradientScale: Float, tape: Tape, dropout: DropoutContext? = nil
  ) -> TaggerLoss {
    var state: TaggerState?
    return loss(batch, gradientScale: gradientScale, tape: tape, state: &state, carries: false, dropout: dropout)
  }

  /// The slow twin of `loss`: computes every step of every layer separately, as without teacher forcing.
  package func lossByStep(_ batch: TaggedBatch, gradientScale: Float, tape: Tape) -> TaggerLoss {
    let (x, schedule) = (input(batch, after: nil, on: tape), batch.layout.forward)
    var (states, masks) = (zeroStates(rows: batch.layout.sentenceCount, on: tape), StepDropout())
    var dropout: DropoutContext?
    var sum = TaggerLoss(sum: 0, rows: 0)
    for t in 0..<schedule.stepCount {
      let rows = Array(schedule.rows[schedule.range(t)])
      let step = stack.step(
        projected: stack.cells[0][0].project(tape.gather(x, rows), on: tape), states.map { $0.prefix(rows.count) },
        dropout: &masks, context: &dropout, on: tape)
      states = step.states
      let part = loss(step.output, batch, rows: rows, gradientScale: gradientScale, tape: tape)
      (sum.sum, sum.rows) = (sum.sum + part.sum, sum.rows + part.rows)
    }
    return sum
  }

  /// Outputs at every row: `[R, C]` scores, or `[R, 1]` numbers. A Jordan tagger reads its own outputs.
  ///
  /// - Parameter forced: true to make a Jordan tagger read the batch's classes instead.
  package func outputs(_ batch: TaggedBatch, forced: Bool = false, on tape: Tape) -> Matrix {
    if options.feedsOutputs && !forced { return freeRunning(batch, on: tape) }
    var state: TaggerState?
    let hidden = run(batch, &state, carries: false, dropout: nil, on: tape)
    return output(hidden, on: tape).values
  }

  // MARK: Parts

  /// - Parameter rows: rows of the batch that `hidden` contains.
  private func loss(
    _ hidden: Tensor, _ batch: TaggedBatch, rows: [Int32], gradientScale: Float, tape: Tape
  ) -> TaggerLoss {
    let places = rows.indices.filter { batch.says(at: Int(rows[$0])) }
    guard !places.isEmpty else { return TaggerLoss(sum: 0, rows: 0) }
    let said = places.count == hidden.rows ? hidden : tape.gather(hidden, places.map(Int32.init))
    let rows = places.map { rows[$0] }
    if options.classes == 0 {
      let values = output(said, on: tape)
      let sum = tape.squaredError(values, targets: rows.map { batch.values[Int($0)] }, gradientScale: gradientScale)
      return TaggerLoss(sum: sum, rows: rows.count)
    }
    let sums = tape.crossEntropy(
      said, weight: output.weight, bias: output.bias!, targets: rows.map { batch.classes[Int($0)] }, smoothing: 0,
      gradientScale: gradientScale)
    return TaggerLoss(sum: sums.loss, rows: rows.count)
  }

  /// The first layer's input under teacher forcing.
  private func input(_ batch: TaggedBatch, after state: TaggerState?, on tape: Tape) -> Tensor {
    let own = ownInput(batch, on: tape)
    guard options.feedsOutputs else { return own }
    let fed =
      if let feedback {
        tape.embedding(feedback, batch.previousClasses(none: Int32(options.classes), after: state?.classes ?? []))
      } else {
        column(batch.previousValues(after: state?.values ?? []), on: tape)
      }
    return tape.sideBySide([own, fed])
  }

  /// `[N, 1]`, constant.
  private func column(_ values: [Float], on tape: Tape) -> Tensor {
    let x = tape.zeros(rows: values.count, columns: 1)
    for (r, value) in values.enumerated() { x.values.row(r)[0] = value }
    return x
  }

  private func ownInput(_ batch: TaggedBatch, on tape: Tape) -> Tensor {
    if let embedding { return tape.embedding(embedding, batch.words) }
    let x = tape.zeros(rows: batch.layout.rowCount, columns: batch.numbers.count / max(1, batch.layout.rowCount))
    batch.numbers.withUnsafeBufferPointer { numbers in
      if let base = numbers.baseAddress { x.values.base.update(from: base, count: numbers.count) }
    }
    return x
  }

  private func run(
    _ batch: TaggedBatch, _ state: inout TaggerState?, carries: Bool, dropout: DropoutContext?, on tape: Tape
  ) -> Tensor {
    var dropout = dropout
    let layout = batch.layout
    let x = input(batch, after: carries ? state : nil, on: tape)
    guard carries else { return stack.run(SequenceInput(x), layout: layout, dropout: &dropout, on: tape).output }
    let before =
      state?.layers.map { RecurrentState($0.map(\.tensor)) } ?? zeroStates(rows: layout.sentenceCount, on: tape)
    let result = stack.run(SequenceInput(x), layout: layout, initial: before, dropout: &dropout, on: tape)
    state = TaggerState(
      layers: result.lastStates.map { $0[0].parts.map { OwnedMatrix(copying: $0.values) } }, after: batch)
    return result.output
  }

  private func zeroStates(rows: Int, on tape: Tape) -> [RecurrentState] {
    stack.cells.map { $0[0].zeroState(rows: rows, on: tape) }
  }

  /// Runs step by step, each with the output of the previous step.
  private func freeRunning(_ batch: TaggedBatch, on tape: Tape) -> Matrix {
    let schedule = batch.layout.forward
    let own = ownInput(batch, on: tape)
    let outputs = tape.matrix(rows: own.rows, columns: output.weight.rows)
    var states = zeroStates(rows: batch.layout.sentenceCount, on: tape)
    var (masks, dropout) = (StepDropout(), DropoutContext?.none)
    var said: Matrix?
    for t in 0..<schedule.stepCount {
      let rows = Array(schedule.rows[schedule.range(t)])
      let x = tape.sideBySide([tape.gather(own, rows), fed(said, rows: rows.count, on: tape)])
      let step = stack.step(
        projected: stack.cells[0][0].project(x, on: tape), states.map { $0.prefix(rows.count) }, dropout: &masks,
        context: &dropout, on: tape)
      states = step.states
      let y = output(step.output, on: tape).values
      for (k, row) in rows.enumerated() { outputs.row(Int(row)).update(from: y.row(k), count: y.columns) }
      said = y
    }
    return outputs
  }

  /// The tagger's last outputs as input of the first n rows; nil before the first step.
  private func fed(_ said: Matrix?, rows n: Int, on tape: Tape) -> Tensor {
    guard let feedback else { return column((0..<n).map { said?.row($0)[0] ?? 0 }, on: tape) }
    let none = Int32(options.classes)
    let chosen = (0..<n).map { r in
      said.map { y in Int32((0..<y.columns).max { y.row(r)[$0] < y.row(r)[$1] } ?? 0) } ?? none
    }
    return tape.embedding(feedback, chosen)
  }
}

/// A classifier with one output per sequence: y = g(h(T)), at the end.
package struct SequenceClassifier: Sendable {
  package let tagger: SequenceTagger

  package init(options: TaggerOptions, seed: UInt64, kernels: (any Kernels)? = nil) throws {
    tagger = try SequenceTagger(options: options, seed: seed, kernels: kernels)
  }

  /// The batch with outputs only at the ends of sequences. A Jordan tagger then has no expected outputs as input.
  package static func atTheEnd(_ batch: TaggedBatch) -> TaggedBatch {
    var ended = batch
    let ends = Set(batch.layout.lastRows)
    for r in 0..<batch.layout.rowCount where !ends.contains(Int32(r)) {
      if !ended.classes.isEmpty { ended.classes[r] = -1 }
      if !ended.values.isEmpty { ended.values[r] = .nan }
    }
    return ended
  }

  /// The loss of the last rows only.
  package func loss(_ batch: TaggedBatch, gradientScale: Float, tape: Tape) -> TaggerLoss {
    tagger.loss(Self.atTheEnd(batch), gradientScale: gradientScale, tape: tape)
  }

  /// Scores of each sequence, `[B][C]`.
  package func outputs(_ batch: TaggedBatch, on tape: Tape) -> [[Float]] {
    let scores = tagger.outputs(Self.atTheEnd(batch), on: tape)
    return batch.layout.lastRows.map { Array(UnsafeBufferPointer(start: scores.row(Int($0)), count: scores.columns)) }
  }
}
