import NMTKernels

/// Working memory of one `recurrentSequence`. "Packed" rows follow the schedule: step by step, longest sentence first.
package final class RecurrentRun {
  /// One state matrix over all steps.
  struct StatePart {
    /// `[B, H]`, in batch order; nil for zeros.
    let initial: Tensor?
    /// `initial` in schedule order, `[B, H]`.
    let first: Matrix
    /// After each step, `[R, H]`, packed.
    let values: Matrix
    /// After each sentence's last step, `[B, H]`, in batch order.
    let last: Tensor
  }

  private let recurrence: any RecurrentGates
  /// W and U of the recurrence.
  private let inputWeight: Parameter
  private let recurrentWeight: Parameter
  private let schedule: StepSchedule
  private let parts: [StatePart]
  private let truncation: Int
  private let output: Tensor
  private let input: InputProduct
  private let rows: UnsafePointer<Int32>
  private let order: UnsafePointer<Int32>
  /// `[R, G]`, packed: input products, then values kept by the step; in the backward pass, gradients of the products.
  private let gates: Matrix
  /// `[R, G]`, packed: state products, then their gradients; shares the memory of `gates` unless kept apart.
  private let products: Matrix
  private let keepsProductsApart: Bool
  private let overwritesHiddenGradient: Bool

  init(
    _ tape: Tape, _ x: SequenceInput, _ recurrence: any RecurrentGates, _ walk: SequenceWalk, result: SequenceResult
  ) {
    (self.recurrence, truncation) = (recurrence, walk.truncation)
    (inputWeight, recurrentWeight) = (recurrence.input, recurrence.recurrent)
    let schedule = walk.layout.schedule(walk.direction)
    self.schedule = schedule
    output = result.output
    keepsProductsApart = type(of: recurrence).keepsProductsApart
    overwritesHiddenGradient = type(of: recurrence).overwritesHiddenGradient
    let (R, G, H) = (schedule.rows.count, inputWeight.rows, recurrence.width)
    rows = tape.arena.copy(schedule.rows)
    order = tape.arena.copy(schedule.order)
    input = InputProduct(tape, x, inputWeight, packed: schedule.rows)
    gates = tape.matrix(rows: R, columns: G)
    products = keepsProductsApart ? tape.matrix(rows: R, columns: G) : gates
    parts = result.last.enumerated().map { k, last in
      StatePart(
        initial: walk.initial?[k], first: tape.matrix(rows: schedule.order.count, columns: H),
        values: tape.matrix(rows: R, columns: H), last: last)
    }
  }

  // MARK: What a step reads and writes

  /// W·x of step t, later replaced by values that the step keeps, `[N, G]`.
  func gates(_ t: Int) -> Matrix { gates.rows(schedule.range(t)) }

  /// U·h′ of step t, `[N, G]`: `gates(t)` unless kept apart.
  func products(_ t: Int) -> Matrix { products.rows(schedule.range(t)) }

  /// One state matrix after step t, `[N, H]`.
  func state(_ t: Int, part: Int = 0) -> Matrix { parts[part].values.rows(schedule.range(t)) }

  /// Rows of the previous step for the sentences still live, a prefix: `[N, H]`.
  func previous(_ t: Int, part: Int = 0) -> Matrix {
    t == 0
      ? parts[part].first : parts[part].values.rows(schedule.starts[t - 1]..<schedule.starts[t - 1] + schedule.live[t])
  }

  // MARK: Forward

  func forward(_ tape: Tape) {
    input.forward(tape, into: gates)
    for part in parts {
      if let initial = part.initial { part.first.takeRows(order, of: initial.values) } else { part.first.fill(0) }
    }
    for t in 0..<schedule.stepCount {
      multiplyState(t, tape)
      recurrence.forward(t, of: self, on: tape)
      keepEnded(t)
    }
    output.values.setRows(rows, from: parts[0].values)
  }

  private var beginsFromState: Bool { parts[0].initial != nil }

  private func multiplyState(_ t: Int, _ tape: Tape) {
    if t > 0 || beginsFromState {
      let pack = tape.parameters.forwardPack(recurrentWeight)
      tape.kernels.product(previous(t), pack, into: products(t), accumulate: !keepsProductsApart)
    } else if keepsProductsApart {
      products(t).fill(0)
    }
  }

  /// Copies the states of sentences that end at step t.
  private func keepEnded(_ t: Int) {
    for k in parts.indices {
      let (last, state) = (parts[k].last.values, state(t, part: k))
      for j in schedule.liveCount(t + 1)..<schedule.live[t] {
        last.row(Int(order[j])).update(from: state.row(j), count: state.columns)
      }
    }
  }

  // MARK: Backward

  /// Computes dh from the output, the next step (directly and through U) and, at the end of a sentence, the last state;
  /// then dx, dW, dU and db from the gradients of the two products.
  func backward(_ tape: Tape) {
    guard let dOutput = output.gradient else { return }
    tape.withScratch {
      let dState = parts.map { tape.matrix(rows: $0.first.rows, columns: $0.first.columns) }
      for t in (0..<schedule.stepCount).reversed() {
        addUp(t, dState, dOutput, tape)
        tape.note(dState[0].rows(0..<schedule.live[t]), of: inputWeight, step: t)
        recurrence.backward(t, of: self, dState: dState, on: tape)
      }
      addToInitial(dState, tape)
    }
    input.backward(tape, gates)
    for t in 0..<schedule.stepCount where t > 0 || beginsFromState {
      tape.addWeightGradient(recurrentWeight, x: previous(t), dy: products(t))
    }
  }

  /// Sums the whole gradient of the state after step t from its sources.
  private func addUp(_ t: Int, _ dState: [Matrix], _ dOutput: Matrix, _ tape: Tape) {
    let dHidden = dState[0].rows(0..<schedule.live[t])
    let places = rows + schedule.starts[t]
    if !overwritesHiddenGradient { dHidden.takeRows(places, of: dOutput) }
    addFromNextStep(t, dState, tape)
    addFromLastState(t, dState, tape)
    if overwritesHiddenGradient { dHidden.addRows(places, of: dOutput, tape.kernels) }
  }

  private func addFromNextStep(_ t: Int, _ dState: [Matrix], _ tape: Tape) {
    let next = schedule.liveCount(t + 1)
    guard next > 0 else { return }
    if truncation > 0, (t + 1) % truncation == 0 {
      for d in dState.dropFirst(overwritesHiddenGradient ? 0 : 1) { d.rows(0..<next).fill(0) }
    } else {
      let pack = tape.parameters.backwardPack(recurrentWeight)
      tape.kernels.product(products(t + 1), pack, into: dState[0].rows(0..<next), accumulate: true)
    }
  }

  /// Adds the last state's gradient for sentences that end here; other rows already hold the part from their next step.
  private func addFromLastState(_ t: Int, _ dState: [Matrix], _ tape: Tape) {
    for (k, d) in dState.enumerated() {
      guard let dLast = parts[k].last.gradient else {
        preconditionFailure("RecurrentRun: a last state has no gradient")
      }
      for j in schedule.liveCount(t + 1)..<schedule.live[t] {
        let from = dLast.row(Int(order[j]))
        if k == 0, !overwritesHiddenGradient {
          tape.kernels.add(from, scaledBy: 1, to: d.row(j), count: d.columns)
        } else {
          d.row(j).update(from: from, count: d.columns)
        }
      }
    }
  }

  private func addToInitial(_ dState: [Matrix], _ tape: Tape) {
    for (k, d) in dState.enumerated() {
      guard let dInitial = parts[k].initial?.gradient else { continue }
      var dFirst = d
      if k == 0 {
        if !overwritesHiddenGradient { dFirst = tape.matrix(rows: d.rows, columns: d.columns) }
        tape.kernels.product(
          products(0), tape.parameters.backwardPack(recurrentWeight), into: dFirst,
          accumulate: overwritesHiddenGradient)
      }
      tape.kernels.scatterAdd(dFirst, order, into: dInitial)
    }
  }
}
