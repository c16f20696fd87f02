package import NMTKernels

extension Tape {
  /// One Elman step from its pre-activations: h = f(x) (Elman 1990).
  ///
  /// - Parameter x: pre-activations, `[N, H]`; a sum of products for this op alone: its gradient is overwritten.
  /// - Parameter output: destination, `[N, H]`; a new tensor if nil.
  /// - Returns: h, `[N, H]`.
  package func elmanCell(_ x: Tensor, activation: Activation, into output: Tensor? = nil) -> Tensor {
    let hidden = output ?? stateTensor(rows: x.rows, columns: x.columns)
    let step = ElmanStep(input: x.values, hidden: hidden.values, activation: activation)
    kernels.elman(step)
    record { tape in
      guard let dHidden = hidden.gradient, let dGates = x.gradient else { return }
      tape.kernels.elmanBackward(step, dHidden: dHidden, dGates: dGates, dBias: nil)
    }
    return hidden
  }

  /// One GRU step from its two products; `GRUStep` has the equations (Cho et al. 2014, section 2.3).
  ///
  /// - Parameters:
  ///   - x: W·x + b, `[N, 3H]`; overwritten. Like `recurrent`, a product that nothing else reads.
  ///   - recurrent: U·h′, `[N, 3H]`; overwritten.
  ///   - recurrentBias: `[H]`, bias of the third block of `recurrent`, if not included there.
  ///   - previous: h′, `[N, H]`.
  /// - Returns: h, `[N, H]`.
  package func gruCell(
    overwriting x: Tensor, recurrent: Tensor, recurrentBias: Parameter? = nil, previous: Tensor
  ) -> Tensor {
    let hidden = stateTensor(rows: previous.rows, columns: previous.columns)
    let step = GRUStep(
      input: x.values, recurrent: recurrent.values, recurrentBias: recurrentBias.map { UnsafePointer(value($0).base) },
      previous: previous.values, gates: x.values, hidden: hidden.values)
    kernels.gru(step)
    record { tape in
      guard let dHidden = hidden.gradient, let dGates = x.gradient, let dRecurrent = recurrent.gradient else { return }
      tape.kernels.gruBackward(
        step, dHidden: dHidden, dGates: dGates, dRecurrent: dRecurrent, dBias: nil,
        dRecurrentBias: recurrentBias.flatMap { tape.gradient($0)?.base })
      previous.gradient?.add(dHidden, tape.kernels)
    }
    return hidden
  }
}
