import NMTKernels

/// Working memory of one `lstmSequence`. "Packed" rows are in the order of the schedule: step by step, longest first.
final class LSTMRun {
  let x: Tensor
  let weights: LSTMWeights
  let schedule: StepSchedule
  let initial: (hidden: Tensor, cell: Tensor)?
  let truncation: Int
  let result: SequenceResult
  let H: Int
  let rows: UnsafePointer<Int32>
  let order: UnsafePointer<Int32>
  /// `[R, 4H]`, sentence-major: pre-activations of the input; in the backward pass the gradient of the pre-activations.
  let input: Matrix
  /// `[R, 4H]`, packed: activations of the gates.
  let gates: Matrix
  /// `[R, H]`, packed.
  let cells: Matrix
  let hidden: Matrix
  /// `[B, H]`, sorted.
  let firstHidden: Matrix
  let firstCell: Matrix
  /// `[B, 4H]`.
  let recurrent: Matrix

  init(
    _ tape: Tape, _ x: Tensor, _ weights: LSTMWeights, _ schedule: StepSchedule,
    _ initial: (hidden: Tensor, cell: Tensor)?, _ truncation: Int, _ result: SequenceResult
  ) {
    (self.x, self.weights, self.schedule, self.initial) = (x, weights, schedule, initial)
    (self.truncation, self.result) = (truncation, result)
    H = weights.width
    let B = schedule.order.count
    rows = tape.arena.copy(schedule.rows)
    order = tape.arena.copy(schedule.order)
    input = tape.matrix(rows: x.rows, columns: 4 * H)
    gates = tape.matrix(rows: x.rows, columns: 4 * H)
    cells = tape.matrix(rows: x.rows, columns: H)
    hidden = tape.matrix(rows: x.rows, columns: H)
    firstHidden = tape.matrix(rows: B, columns: H)
    firstCell = tape.matrix(rows: B, columns: H)
    recurrent = tape.matrix(rows: B, columns: 4 * H)
  }

  func forward(_ tape: Tape) {
    tape.kernels.product(x.values, tape.parameters.forwardPack(weights.input), into: input, accumulate: false)
    tape.kernels.addBias(tape.value(weights.bias).base, to: input)
    if let initial {
      firstHidden.takeRows(order, of: initial.hidden.values)
      firstCell.takeRows(order, of: initial.cell.values)
    } else {
      firstHidden.fill(0)
      firstCell.fill(0)
    }
    for t in 0..<schedule.stepCount {
      let step = step(t)
      if t > 0 || initial != nil {
        let pack = tape.parameters.forwardPack(weights.recurrent)
        tape.kernels.product(previousHidden(t), pack, into: step.recurrent, accumulate: false)
      } else {
        step.recurrent.fill(0)
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

  private func step(_ t: Int) -> LSTMStep {
    let range = schedule.range(t)
    return LSTMStep(
      rows: range.count, width: H, input: input, inputRows: rows + range.lowerBound,
      recurrent: recurrent.rows(0..<range.count), previousCell: previous(t, of: cells, first: firstCell),
      gates: gates.rows(range), cell: cells.rows(range), hidden: hidden.rows(range))
  }

  /// dh comes from the output, from the next step through U, and at a sentence's end from the final state. The
  /// pre-activations' gradient goes to `input`, whose values are no longer needed; from it dx, dW, dU and db follow in one
  /// product each.
  func backward(_ tape: Tape) {
    guard let dOutput = result.output.gradient else { return }
    let previousRows = tape.matrix(rows: x.rows, columns: H)
    tape.withScratch {
      let dHidden = tape.matrix(rows: schedule.order.count, columns: H)
      let dCell = tape.matrix(rows: schedule.order.count, columns: H)
      let dGates = tape.matrix(rows: schedule.order.count, columns: 4 * H)
      for t in (0..<schedule.stepCount).reversed() {
        let range = schedule.range(t)
        let n = range.count
        dHidden.rows(0..<n).takeRows(rows + range.lowerBound, of: dOutput)
        addFromNextStep(tape, t, dHidden: dHidden, dCell: dCell, dGates: dGates)
        addFromFinalState(tape, t, dHidden: dHidden, dCell: dCell)
        tape.kernels.lstmBackward(
          step(t), dHidden: dHidden.rows(0..<n), dCell: dCell.rows(0..<n), dGates: dGates.rows(0..<n))
        input.setRows(rows + range.lowerBound, from: dGates.rows(0..<n))
        previousRows.setRows(rows + range.lowerBound, from: previousHidden(t))
      }
      addToInitialState(tape, dCell: dCell, dGates: dGates)
    }
    tape.addWeightGradient(weights.recurrent, x: previousRows, dy: input)
    tape.addWeightGradient(weights.input, x: x.values, dy: input)
    if let dBias = tape.gradient(weights.bias) { tape.kernels.sumRows(input, into: dBias.base) }
    if let dx = x.gradient {
      tape.kernels.product(input, tape.parameters.backwardPack(weights.input), into: dx, accumulate: true)
    }
  }

  private func addFromNextStep(_ tape: Tape, _ t: Int, dHidden: Matrix, dCell: Matrix, dGates: Matrix) {
    let next = schedule.liveCount(t + 1)
    guard next > 0 else { return }
    if truncation > 0 && (t + 1) % truncation == 0 {
      dCell.rows(0..<next).fill(0)
    } else {
      let pack = tape.parameters.backwardPack(weights.recurrent)
      tape.kernels.product(dGates.rows(0..<next), pack, into: dHidden.rows(0..<next), accumulate: true)
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

  private func addToInitialState(_ tape: Tape, dCell: Matrix, dGates: Matrix) {
    guard let initial else { return }
    if let dh = initial.hidden.gradient {
      let dFirst = tape.matrix(rows: dGates.rows, columns: H)
      let pack = tape.parameters.backwardPack(weights.recurrent)
      tape.kernels.product(dGates, pack, into: dFirst, accumulate: false)
      tape.kernels.scatterAdd(dFirst, order, into: dh)
    }
    if let dc = initial.cell.gradient { tape.kernels.scatterAdd(dCell, order, into: dc) }
  }
}
