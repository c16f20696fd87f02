import NMTKernels
import NMTLayers
import NMTTensor

/// Sums over the rows at which a tagger says something.
public struct TaggerLoss: Sendable, Equatable {
  /// Of −log p(class), in nats, or of squared errors.
  public var sum: Double
  public var rows: Int

  public var mean: Double { sum / Double(max(1, rows)) }
}

/// What a tagger remembers between two windows of a long stream: values without a gradient.
public struct TaggerState: Sendable {
  /// `[layer][part]`, rows are streams.
  let layers: [[OwnedMatrix]]
}

/// The layers of the house as a sequence labeller or language model: y(t) = g(h(t)) at every step.
///
/// Inputs are words or numbers, outputs classes or one number; at which steps something is said is the batch's matter. A
/// Jordan cell's input is joined to the embedding of the previous output: the expected one in training (teacher forcing,
/// so that all steps are computed at once), its own choice in use.
///
/// Parameters: `embedding.weight [V, E]`, `feedback.weight [C + 1, E]` (last row: no output yet), `layers.…`, `output.weight
/// [C, H]`, `output.bias [C]`.
public final class SequenceTagger: Sendable {
  public let options: TaggerOptions
  public let parameters: ParameterStore
  let stack: RecurrentStack
  private let embedding: Parameter?
  private let feedback: Parameter?
  private let output: Linear

  public init(options: TaggerOptions, seed: UInt64, kernels: any Kernels = CPUKernels()) throws {
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
    feedback = options.feedsOutputs ? table("feedback.weight", options.classes + 1) : nil
    stack = RecurrentStack("tagger", from: options.inputWidth, options.stack, in: builder)
    output = Linear("output", from: options.width, to: max(1, options.classes), bias: true, in: builder)
    parameters = ParameterStore(builder, seed: seed, kernels: kernels)
  }

  /// The loss of a batch under teacher forcing and, when the tape records, everything ready for `tape.backward()`.
  ///
  /// - Parameters:
  ///   - gradientScale: the gradient is that of gradientScale · sum.
  ///   - state: of a stream whose earlier windows were read before; replaced by the state after this one, from which no
  ///     gradient flows back (truncated backpropagation through time, Williams & Peng 1990). Every sentence is then a
  ///     stream, in the same order each time.
  public func loss(
    _ batch: TaggedBatch, gradientScale: Float, tape: Tape, state: inout TaggerState?, carries: Bool = true,
    dropout: DropoutContext? = nil
  ) -> TaggerLoss {
    let hidden = run(input(batch, on: tape), batch.layout, &state, carries: carries, dropout: dropout, on: tape)
    let rows = (0..<Int32(hidden.rows)).map { $0 }
    return loss(hidden, batch, rows: rows, gradientScale: gradientScale, tape: tape)
  }

  /// The same of whole sequences, each from its own beginning.
  public func loss(
    _ batch: TaggedBatch, gradientScale: Float, tape: Tape, dropout: DropoutContext? = nil
  ) -> TaggerLoss {
    var state: TaggerState?
    return loss(batch, gradientScale: gradientScale, tape: tape, state: &state, carries: false, dropout: dropout)
  }

  /// The slow twin of `loss`: every step of every layer, and every choice, by itself, as a walk without teacher forcing has
  /// to go.
  public func lossByStep(_ batch: TaggedBatch, gradientScale: Float, tape: Tape) -> TaggerLoss {
    let (x, schedule) = (input(batch, on: tape), batch.layout.forward)
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

  /// What is said at every row: `[R, C]` scores, or `[R, 1]` numbers. A Jordan tagger reads its own choices.
  ///
  /// - Parameter forced: whether a Jordan tagger reads the batch's classes instead.
  public func outputs(_ batch: TaggedBatch, forced: Bool = false, on tape: Tape) -> Matrix {
    if options.feedsOutputs && !forced { return freeRunning(batch, on: tape) }
    var state: TaggerState?
    let hidden = run(input(batch, on: tape), batch.layout, &state, carries: false, dropout: nil, on: tape)
    return output(hidden, on: tape).values
  }

  // MARK: Parts

  /// - Parameter rows: of the batch, that `hidden` holds.
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

  private func input(_ batch: TaggedBatch, on tape: Tape) -> Tensor {
    let own = ownInput(batch, on: tape)
    guard let feedback else { return own }
    let previous = batch.previousClasses(none: Int32(options.classes))
    return tape.sideBySide([own, tape.embedding(feedback, previous)])
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
    _ x: Tensor, _ layout: SequenceLayout, _ state: inout TaggerState?, carries: Bool, dropout: DropoutContext?,
    on tape: Tape
  ) -> Tensor {
    var dropout = dropout
    guard carries else { return stack.run(x, layout: layout, dropout: &dropout, on: tape).output }
    let before =
      state?.layers.map { RecurrentState($0.map(\.tensor)) } ?? zeroStates(rows: layout.sentenceCount, on: tape)
    let (hidden, final) = stack.run(x, layout: layout, initial: before, dropout: &dropout, on: tape)
    state = TaggerState(layers: final.map { $0[0].parts.map { OwnedMatrix(copying: $0.values) } })
    return hidden
  }

  private func zeroStates(rows: Int, on tape: Tape) -> [RecurrentState] {
    stack.cells.map { $0[0].zeroState(rows: rows, on: tape) }
  }

  /// Step by step, each with what the step before chose.
  private func freeRunning(_ batch: TaggedBatch, on tape: Tape) -> Matrix {
    guard let feedback else { preconditionFailure("freeRunning: a tagger that feeds nothing back") }
    let schedule = batch.layout.forward
    let own = ownInput(batch, on: tape)
    let scores = tape.matrix(rows: own.rows, columns: options.classes)
    var states = zeroStates(rows: batch.layout.sentenceCount, on: tape)
    var (masks, dropout) = (StepDropout(), DropoutContext?.none)
    var chosen = [Int32](repeating: Int32(options.classes), count: batch.layout.sentenceCount)
    for t in 0..<schedule.stepCount {
      let rows = Array(schedule.rows[schedule.range(t)])
      let fed = tape.embedding(feedback, Array(chosen.prefix(rows.count)))
      let x = tape.sideBySide([tape.gather(own, rows), fed])
      let step = stack.step(
        projected: stack.cells[0][0].project(x, on: tape), states.map { $0.prefix(rows.count) }, dropout: &masks,
        context: &dropout, on: tape)
      states = step.states
      let y = output(step.output, on: tape).values
      for (k, row) in rows.enumerated() { scores.row(Int(row)).update(from: y.row(k), count: y.columns) }
      chosen = (0..<y.rows).map { r in Int32((0..<y.columns).max { y.row(r)[$0] < y.row(r)[$1] } ?? 0) }
    }
    return scores
  }
}

/// One answer a sequence: y = g(h(T)), said once, at the end.
public struct SequenceClassifier: Sendable {
  public let tagger: SequenceTagger

  public init(options: TaggerOptions, seed: UInt64, kernels: any Kernels = CPUKernels()) throws {
    tagger = try SequenceTagger(options: options, seed: seed, kernels: kernels)
  }

  /// The batch with nothing said before the ends. A Jordan tagger then has no expected outputs to be fed.
  public static func atTheEnd(_ batch: TaggedBatch) -> TaggedBatch {
    var ended = batch
    let ends = Set(batch.layout.lastRows)
    for r in 0..<batch.layout.rowCount where !ends.contains(Int32(r)) {
      if !ended.classes.isEmpty { ended.classes[r] = -1 }
      if !ended.values.isEmpty { ended.values[r] = .nan }
    }
    return ended
  }

  /// The loss of the last rows alone.
  public func loss(_ batch: TaggedBatch, gradientScale: Float, tape: Tape) -> TaggerLoss {
    tagger.loss(Self.atTheEnd(batch), gradientScale: gradientScale, tape: tape)
  }

  /// Scores of each sequence, `[B][C]`.
  public func outputs(_ batch: TaggedBatch, on tape: Tape) -> [[Float]] {
    let scores = tagger.outputs(Self.atTheEnd(batch), on: tape)
    return batch.layout.lastRows.map { Array(UnsafeBufferPointer(start: scores.row(Int($0)), count: scores.columns)) }
  }
}
