package import NMTTensor

/// What a cell remembers between steps: a value of one or more matrices `[N, ·]`; the first is the output.
package struct RecurrentState {
  package var parts: [Tensor]

  package init(_ parts: [Tensor]) { self.parts = parts }

  /// The cell's output at this step, `[N, H]`.
  package var output: Tensor { parts[0] }

  /// The first n rows: those that are still live. A view; nothing is copied.
  package func prefix(_ n: Int) -> RecurrentState { RecurrentState(parts.map { $0.rows(0..<n) }) }

  /// These values without a gradient: where backpropagation through time is cut.
  package var detached: RecurrentState { RecurrentState(parts.map(\.detached)) }
}

/// A sequence layer as project, step, state.
///
/// `project` does what needs no previous state, for all rows at once; `step` advances the live rows once. `run` walks
/// whole sentences: by default with steps, in a cell's own fused way where it has one, and then it equals the steps.
/// Causal convolutions are cells too: their state is the inputs that the kernel still sees. A new cell is one file with
/// these members and one case of `CellKind`.
package protocol RecurrentCell: Sendable {
  /// What others have to know about this kind of cell.
  static var traits: CellTraits { get }
  /// Declares the parameters, their paths below `path`.
  init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder)
  /// The path of the parameters; names the layer where gradients of states are noted.
  var path: String { get }
  /// H, columns of the output.
  var width: Int { get }
  /// G, columns of the pre-activations.
  var projectedWidth: Int { get }
  /// Columns of each matrix of the state; the first is `width`.
  var stateWidths: [Int] { get }
  /// x `[R, D]` → pre-activations `[R, G]`.
  func project(_ x: Tensor, on tape: Tape) -> Tensor
  /// Pre-activations `[N, G]`, which may be overwritten, and the state before → the state after.
  func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState
  /// All steps of all sentences. The state after each sentence's last step is returned; convolutions keep one only where
  /// they were given one: whole sentences end here.
  func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState
}

extension RecurrentCell {
  package var traits: CellTraits { Self.traits }

  /// Zeros `[rows, ·]`, constant.
  package func zeroState(rows: Int, on tape: Tape) -> RecurrentState {
    RecurrentState(stateWidths.map { tape.zeros(rows: rows, columns: $0) })
  }

  /// Pre-activations of all positions, `[R, G]`.
  func projectAll(_ x: SequenceInput, on tape: Tape) -> Tensor {
    x.spread(project(x.rows, on: tape), on: tape)
  }

  package func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState {
    runByStep(x, walk, into: output, on: tape)
  }

  /// The composed walk: live sentences are a prefix, longest first, so that the state shrinks by taking a view.
  ///
  /// - Parameters:
  ///   - x: R positions, sentence-major, of width D.
  ///   - output: `[R, H]`, written.
  /// - Returns: the state after each sentence's last step, rows in batch order.
  package func runByStep(
    _ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape
  ) -> RecurrentState {
    let schedule = walk.layout.schedule(walk.direction)
    let (B, truncation) = (walk.layout.sentenceCount, walk.truncation)
    let projected = project(x.rows, on: tape)
    let last = RecurrentState(stateWidths.map { tape.tensor(rows: B, columns: $0) })
    var state =
      walk.initial.map { RecurrentState($0.map { tape.gather($0, schedule.order) }) } ?? zeroState(rows: B, on: tape)
    for t in 0..<schedule.stepCount {
      let rows = Array(schedule.rows[schedule.range(t)])
      var previous = state.prefix(rows.count)
      if truncation > 0, t > 0, t % truncation == 0 { previous = previous.detached }
      state = step(tape.gather(projected, x.places(of: rows)), previous, on: tape)
      tape.watch(state.output, layer: path, step: t)
      tape.scatter(state.output, to: rows, of: output)
      let ended = schedule.liveCount(t + 1)..<rows.count
      for (part, result) in zip(state.parts, last.parts) where !ended.isEmpty {
        tape.scatter(part.rows(ended), to: Array(schedule.order[ended]), of: result)
      }
    }
    return last
  }
}
