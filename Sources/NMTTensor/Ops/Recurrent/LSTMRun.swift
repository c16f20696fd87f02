import NMTKernels

/// Working memory of one `lstmSequence`. "Packed" rows are in the order of the schedule: step by step, longest first.
final class LSTMRun {
  let weights: LSTMWeights
  let schedule: StepSchedule
  let initial: (hidden: Tensor, cell: Tensor)?
  let truncation: Int
  let result: SequenceResult
  let H: Int
  let rows: UnsafePointer<Int32>
  let order: UnsafePointer<Int32>
  let input: InputProduct
  /// `[R, 4H]`, packed: pre-activations, then activations of the gates, in the backward pass the pre-activations'
  /// gradient.
  let gates: Matrix
  /// `[R, H]`, packed.
  let cells: Matrix
  let hidden: Matrix
  /// `[B, H]`, sorted.
  let firstHidden: Matrix
  let firstCell: Matrix

  init(
    _ tape: Tape, _ x: SequenceInput, _ weights: LSTMWeights, _ schedule: StepSchedule,
    _ initial: (hidden: Tensor, cell: Tensor)?, _ truncation: Int, _ result: SequenceResult
  ) {
    (self.weights, self.schedule, self.initial) = (weights, schedule, initial)
    (self.truncation, self.result) = (truncation, result)
    H = weights.width
    let (B, R) = (schedule.order.count, schedule.rows.count)
    rows = tape.arena.copy(schedule.rows)
    order = tape.arena.copy(schedule.order)
    input = InputProduct(tape, x, weights.input, packed: schedule.rows)
    gates = tape.matrix(rows: R, columns: 4 * H)
    cells = tape.matrix(rows: R, columns: H)
    hidden = tape.matrix(rows: R, columns: H)
    firstHidden = tape.matrix(rows: B, columns: H)
    firstCell = tape.matrix(rows: B, columns: H)
  }

  func forward(_ tape: Tape) {
    input.forward(tape, into: gates)
    if let initial {
      firstHidden.takeRows(order, of: initial.hidden.values)
      firstCell.takeRows(order, of: initial.cell.values)
    } else {
      firstHidden.fill(0)
      firstCell.fill(0)
    }
    for t in 0..<schedule.stepCount {
      let step = step(t, bias: tape.value(weights.bias).base)
      if t > 0 || initial != nil {
        let pack = tape.parameters.forwardPack(weights.recurrent)
        tape.kernels.product(previousHidden(t), pack, into: step.input, accumulate: true)
      }
      tape.kernels.lstm(step)
      for j in schedule.liveCount(t + 1)..<schedule.live[t] {
        let b = Int(order[j])
        result.finalHidden.values.row(b).update(from: step.hidden.row(j), count: H)
        result.finalCell.values.row(b).update(from: step.cell.row(j), count: H)
      }
    }
    result.output.values.setRows(rows, from: hidden)
  }

  private func previousHidden(_ t: Int) -> Matrix { previous(t, of: hidden, first: firstHidden) }

  /// The previous step's rows of those sentences that still live: a prefix.
  private func previous(_ t: Int, of packed: Matrix, first: Matrix) -> Matrix {
    let n = schedule.live[t]
    return t == 0 ? first : packed.rows(schedule.starts[t - 1]..<schedule.starts[t - 1] + n)
  }

  private func step(_ t: Int, bias: UnsafePointer<Float>? = nil) -> LSTMStep {
    let gates = gates.rows(schedule.range(t))
    return LSTMStep(
      input: gates, bias: bias, previousCell: previous(t, of: cells, first: firstCell), gates: gates,
      cell: cells.rows(schedule.range(t)), hidden: hidden.rows(schedule.range(t)))
  }

  /// dh comes from the output, from the next step through U, and at a sentence's end from the final state. From the
  /// gradient of the pre-activations dx, dW, dU and db follow.
  func backward(_ tape: Tape) {
    guard let dOutput = result.output.gradient else { return }
    let dBias = tape.gradient(weights.bias)?.base
    tape.withScratch {
      let dHidden = tape.matrix(rows: schedule.order.count, columns: H)
      let dCell = tape.matrix(rows: schedule.order.count, columns: H)
      for t in (0..<schedule.stepCount).reversed() {
        let step = step(t)
        let dh = dHidden.rows(0..<step.rows)
        dh.takeRows(rows + schedule.starts[t], of: dOutput)
        addFromNextStep(tape, t, dHidden: dHidden, dCell: dCell)
        addFromFinalState(tape, t, dHidden: dHidden, dCell: dCell)
        tape.note(dh, of: weights.input, step: t)
        tape.kernels.lstmBackward(
          step, dHidden: dh, dCell: dCell.rows(0..<step.rows), dGates: step.gates, dBias: dBias)
      }
      addToInitialState(tape, dCell: dCell)
    }
    input.backward(tape, gates)
    for t in 0..<schedule.stepCount where t > 0 || initial != nil {
      tape.addWeightGradient(weights.recurrent, x: previousHidden(t), dy: gates.rows(schedule.range(t)))
    }
  }

  private func addFromNextStep(_ tape: Tape, _ t: Int, dHidden: Matrix, dCell: Matrix) {
    let next = schedule.liveCount(t + 1)
    guard next > 0 else { return }
    if truncation > 0 && (t + 1) % truncation == 0 {
      dCell.rows(0..<next).fill(0)
    } else {
      let pack = tape.parameters.backwardPack(weights.recurrent)
      let dGates = gates.rows(schedule.range(t + 1))
      tape.kernels.product(dGates, pack, into: dHidden.rows(0..<next), accumulate: true)
    }
  }

  private func addFromFinalState(_ tape: Tape, _ t: Int, dHidden: Matrix, dCell: Matrix) {
    guard let dFinalHidden = result.finalHidden.gradient, let dFinalCell = result.finalCell.gradient else { return }
    for j in schedule.liveCount(t + 1)..<schedule.live[t] {
      let b = Int(order[j])
      tape.kernels.add(dFinalHidden.row(b), scaledBy: 1, to: dHidden.row(j), count: H)
      dCell.row(j).update(from: dFinalCell.row(b), count: H)
    }
  }

  private func addToInitialState(_ tape: Tape, dCell: Matrix) {
    guard let initial else { return }
    if let dh = initial.hidden.gradient {
      let dGates = gates.rows(schedule.range(0))
      let dFirst = tape.matrix(rows: dGates.rows, columns: H)
      let pack = tape.parameters.backwardPack(weights.recurrent)
      tape.kernels.product(dGates, pack, into: dFirst, accumulate: false)
      tape.kernels.scatterAdd(dFirst, order, into: dh)
    }
    if let dc = initial.cell.gradient { tape.kernels.scatterAdd(dCell, order, into: dc) }
  }
}
