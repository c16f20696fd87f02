package import NMTTensor

/// Memory of a cell between steps: one or more matrices `[N, ·]`, the first of which is the output.
package struct RecurrentState {
  package var parts: [Tensor]

  package init(_ parts: [Tensor]) { self.parts = parts }

  /// The cell's output at this step, `[N, H]`.
  package var output: Tensor { parts[0] }

  /// The first n rows, those still live. This is a view; nothing is copied.
  package func prefix(_ n: Int) -> RecurrentState { RecurrentState(parts.map { $0.rows(0..<n) }) }

  /// These values without a gradient, to cut backpropagation through time.
  package var detached: RecurrentState { RecurrentState(parts.map(\.detached)) }
}

/// A sequence layer as project, step, state.
///
/// `project` does everything that needs no previous state, for all rows at once; `step` advances the live rows once.
/// `run` walks whole sentences, by default with steps; a cell may have a fused version, which must equal the steps.
/// Causal convolutions are cells too: their state is the inputs that the kernel still sees. To add a cell, write one
/// file with these members and add a case to `CellKind`.
package protocol RecurrentCell: Sendable {
  /// Facts about this kind of cell.
  static var traits: CellTraits { get }
  /// Declares the parameters, with paths under `path`.
  init(_ path: String, _ plan: CellPlan, in builder: ParameterBuilder)
  /// Path of the parameters; names the layer when gradients of states are recorded.
  var path: String { get }
  /// H, columns of the output.
  var width: Int { get }
  /// G, columns of the pre-activations.
  var projectedWidth: Int { get }
  /// Columns of each matrix of the state; the first is `width`.
  var stateWidths: [Int] { get }
  /// x `[R, D]` → pre-activations `[R, G]`.
  func project(_ x: Tensor, on tape: Tape) -> Tensor
  /// Pre-activations `[N, G]`, which may be overwritten, and the previous state → the next state.
  func step(_ projected: Tensor, _ state: RecurrentState, on tape: Tape) -> RecurrentState
  /// Runs all steps of all sentences and returns the state after each sentence's last step. Convolutions return one
  /// only if they were given one, since whole sentences end here.
  func run(_ x: SequenceInput, _ walk: SequenceWalk, into output: Tensor, on tape: Tape) -> RecurrentState
}

extension RecurrentCell {
  package var traits: CellTraits { Self.traits }

  /// A constant state of zeros, `[rows, ·]`.
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

  /// The composed walk: live sentences are a prefix, longest first, so the state shrinks by taking a view.
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
