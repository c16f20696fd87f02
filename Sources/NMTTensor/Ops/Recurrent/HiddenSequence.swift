package import NMTKernels

/// A recurrence whose only state is its output.
package enum HiddenRecurrence: Sendable, Equatable {
  /// h = f(W·x + U·h′ + b).
  case elman(Activation)
  /// `GRUStep` has the equations; gates in the order (r, z, n).
  case gru

  /// G / H.
  var blocks: Int { self == .gru ? 3 : 1 }
}

/// The parameters of one direction of such a recurrence.
package struct HiddenWeights: Sendable {
  package let recurrence: HiddenRecurrence
  /// `[G, D]`.
  package let input: Parameter
  /// `[G, H]`.
  package let recurrent: Parameter
  /// `[G]`.
  package let bias: Parameter
  /// `[H]`, GRU alone: inside the reset gate's product.
  package let recurrentBias: Parameter?

  package init(
    _ recurrence: HiddenRecurrence, input: Parameter, recurrent: Parameter, bias: Parameter,
    recurrentBias: Parameter? = nil
  ) {
    precondition(
      input.rows == recurrence.blocks * recurrent.columns && recurrent.rows == input.rows && bias.count == input.rows
        && (recurrentBias?.count ?? recurrent.columns) == recurrent.columns
        && (recurrentBias != nil) == (recurrence == .gru),
      "\(recurrence) \(input.path): input \(input.shape), recurrent \(recurrent.shape), bias \(bias.shape)")
    (self.recurrence, self.input, self.recurrent) = (recurrence, input, recurrent)
    (self.bias, self.recurrentBias) = (bias, recurrentBias)
  }

  package var width: Int { recurrent.columns }
}

extension Tape {
  /// A whole Elman or GRU layer over a batch of sentences as one op, as `lstmSequence`: all input products in one, each
  /// distinct row of the input once; in each step one recurrent product over the live sentences and one fused gate kernel.
  ///
  /// - Parameters:
  ///   - x: R positions, sentence-major, of width D.
  ///   - direction: `backward` walks each sentence from its own end.
  ///   - initial: state before the first step, `[B, H]`; zero where nil.
  ///   - truncation: the gradient of the state is cut at every step that is a multiple of it (Williams & Peng 1990); 0 for
  ///     never.
  ///   - output: where to write, `[R, H]`, also columns of a wider matrix; new where nil.
  /// - Returns: the hidden states `[R, H]` and that after each sentence's last step, `[B, H]`.
  package func hiddenSequence(
    _ x: SequenceInput, _ weights: HiddenWeights, layout: SequenceLayout, direction: Direction = .forward,
    initial: Tensor? = nil, truncation: Int = 0, into output: Tensor? = nil
  ) -> (output: Tensor, final: Tensor) {
    let H = weights.width
    let B = layout.sentenceCount
    precondition(
      x.positionCount == layout.rowCount && x.columns == weights.input.columns,
      "hiddenSequence \(weights.input.path): x \(x.shape), \(layout.rowCount) rows in the layout")
    let output = output ?? tensor(rows: layout.rowCount, columns: H)
    precondition(output.rows == layout.rowCount && output.columns == H, "hiddenSequence: output \(output.shape)")
    precondition(
      initial == nil || (initial!.rows == B && initial!.columns == H), "hiddenSequence: initial \(initial!.shape)")
    let final = tensor(rows: B, columns: H)
    let run = HiddenRun(self, x, weights, layout.schedule(direction), initial, truncation, output, final)
    run.forward(self)
    record { run.backward($0) }
    return (output, final)
  }
}
