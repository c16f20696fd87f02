import NMTKernels

/// Working memory of one `hiddenSequence`. "Packed" rows are in the order of the schedule: step by step, longest first.
final class HiddenRun {
  let weights: HiddenWeights
  let schedule: StepSchedule
  let initial: Tensor?
  let truncation: Int
  let output: Tensor
  let final: Tensor
  let H: Int
  let rows: UnsafePointer<Int32>
  let order: UnsafePointer<Int32>
  let input: InputProduct
  /// `[R, G]`, packed: products of the input, then what the step keeps, in the backward pass the products' gradient.
  let gates: Matrix
  /// `[R, G]`, packed: products of the state, then their gradient; of an Elman cell, the same memory as `gates`.
  let recurrent: Matrix
  /// `[R, H]`, packed.
  let hidden: Matrix
  /// `[B, H]`, sorted.
  let first: Matrix

  init(
    _ tape: Tape, _ x: SequenceInput, _ weights: HiddenWeights, _ schedule: StepSchedule, _ initial: Tensor?,
    _ truncation: Int, _ output: Tensor, _ final: Tensor
  ) {
    (self.weights, self.schedule, self.initial) = (weights, schedule, initial)
    (self.truncation, self.output, self.final) = (truncation, output, final)
    H = weights.width
    let R = schedule.rows.count
    rows = tape.arena.copy(schedule.rows)
    order = tape.arena.copy(schedule.order)
    input = InputProduct(tape, x, weights.input, packed: schedule.rows)
    gates = tape.matrix(rows: R, columns: weights.input.rows)
    recurrent = weights.recurrence == .gru ? tape.matrix(rows: R, columns: 3 * H) : gates
    hidden = tape.matrix(rows: R, columns: H)
    first = tape.matrix(rows: schedule.order.count, columns: H)
  }

  private var isGRU: Bool { weights.recurrence == .gru }

  func forward(_ tape: Tape) {
    input.forward(tape, into: gates)
    if let initial { first.takeRows(order, of: initial.values) } else { first.fill(0) }
    for t in 0..<schedule.stepCount {
      let products = recurrent.rows(schedule.range(t))
      if t > 0 || initial != nil {
        let pack = tape.parameters.forwardPack(weights.recurrent)
        tape.kernels.product(previous(t), pack, into: products, accumulate: !isGRU)
      } else if isGRU {
        products.fill(0)
      }
      switch weights.recurrence {
      case .elman(let activation): tape.kernels.elman(elman(t, activation, bias: tape.value(weights.bias).base))
      case .gru: tape.kernels.gru(gru(t, tape))
      }
      let step = hidden.rows(schedule.range(t))
      for j in schedule.liveCount(t + 1)..<schedule.live[t] {
        final.values.row(Int(order[j])).update(from: step.row(j), count: H)
      }
    }
    output.values.setRows(rows, from: hidden)
  }

  /// The previous step's rows of those sentences that still live: a prefix.
  private func previous(_ t: Int) -> Matrix {
    t == 0 ? first : hidden.rows(schedule.starts[t - 1]..<schedule.starts[t - 1] + schedule.live[t])
  }

  private func elman(_ t: Int, _ activation: Activation, bias: UnsafePointer<Float>? = nil) -> ElmanStep {
    let range = schedule.range(t)
    return ElmanStep(input: gates.rows(range), bias: bias, hidden: hidden.rows(range), activation: activation)
  }

  private func gru(_ t: Int, _ tape: Tape) -> GRUStep {
    let range = schedule.range(t)
    return GRUStep(
      input: gates.rows(range), recurrent: recurrent.rows(range), bias: tape.value(weights.bias).base,
      recurrentBias: weights.recurrentBias.map { UnsafePointer(tape.value($0).base) }, previous: previous(t),
      gates: gates.rows(range), hidden: hidden.rows(range))
  }

  /// dh comes from the output, from the next step directly (GRU) and through U, and at a sentence's end from the final
  /// state. From the gradients of the two products dx, dW, dU and db follow.
  func backward(_ tape: Tape) {
    guard let dOutput = output.gradient else { return }
    tape.withScratch {
      let dHidden = tape.matrix(rows: schedule.order.count, columns: H)
      for t in (0..<schedule.stepCount).reversed() {
        addFromNextStep(tape, t, dHidden)
        let dh = dHidden.rows(0..<schedule.live[t])
        dh.addRows(rows + schedule.starts[t], of: dOutput, tape.kernels)
        tape.note(dh, of: weights.input, step: t)
        stepBackward(tape, t, dh)
      }
      addToInitial(tape, dHidden)
    }
    input.backward(tape, gates)
    for t in 0..<schedule.stepCount where t > 0 || initial != nil {
      tape.addWeightGradient(weights.recurrent, x: previous(t), dy: recurrent.rows(schedule.range(t)))
    }
  }

  private func stepBackward(_ tape: Tape, _ t: Int, _ dh: Matrix) {
    let range = schedule.range(t)
    let dBias = tape.gradient(weights.bias)?.base
    switch weights.recurrence {
    case .elman(let activation):
      tape.kernels.elmanBackward(elman(t, activation), dHidden: dh, dGates: gates.rows(range), dBias: dBias)
      dh.fill(0)
    case .gru:
      tape.kernels.gruBackward(
        gru(t, tape), dHidden: dh, dGates: gates.rows(range), dRecurrent: recurrent.rows(range), dBias: dBias,
        dRecurrentBias: weights.recurrentBias.flatMap { tape.gradient($0)?.base })
    }
  }

  /// Rows of sentences that go on hold the direct part already; those that end here begin with their final state's.
  private func addFromNextStep(_ tape: Tape, _ t: Int, _ dHidden: Matrix) {
    let next = schedule.liveCount(t + 1)
    if next > 0, truncation > 0, (t + 1) % truncation == 0 {
      dHidden.rows(0..<next).fill(0)
    } else if next > 0 {
      tape.kernels.product(
        recurrent.rows(schedule.range(t + 1)), tape.parameters.backwardPack(weights.recurrent),
        into: dHidden.rows(0..<next), accumulate: true)
    }
    for j in next..<schedule.live[t] {
      if let dFinal = final.gradient {
        dHidden.row(j).update(from: dFinal.row(Int(order[j])), count: H)
      } else {
        dHidden.row(j).update(repeating: 0, count: H)
      }
    }
  }

  private func addToInitial(_ tape: Tape, _ dHidden: Matrix) {
    guard let dInitial = initial?.gradient else { return }
    let pack = tape.parameters.backwardPack(weights.recurrent)
    tape.kernels.product(recurrent.rows(schedule.range(0)), pack, into: dHidden, accumulate: true)
    tape.kernels.scatterAdd(dHidden, order, into: dInitial)
  }
}
