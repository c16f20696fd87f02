import NMTKernels

/// The parameters of one LSTM direction; gates in the order (i, f, g, o) down the rows.
package struct LSTMWeights: Sendable {
  /// `[4H, D]`.
  package let input: Parameter
  /// `[4H, H]`.
  package let recurrent: Parameter
  /// `[4H]`: one bias, the sum of PyTorch's two.
  package let bias: Parameter

  package init(input: Parameter, recurrent: Parameter, bias: Parameter) {
    precondition(
      input.rows == 4 * recurrent.columns && recurrent.rows == input.rows && bias.count == input.rows,
      "LSTM \(input.path): input \(input.shape), recurrent \(recurrent.shape), bias \(bias.shape)")
    self.input = input
    self.recurrent = recurrent
    self.bias = bias
  }

  package var width: Int { recurrent.columns }
}

/// Hidden states of all rows and the state after each sentence's last step.
package struct SequenceResult {
  /// `[R, H]`, sentence-major.
  package let output: Tensor
  /// `[B, H]`, in batch order.
  package let finalHidden: Tensor
  package let finalCell: Tensor
}

extension Tape {
  /// A whole LSTM layer over a batch of sentences as one op: all input products in one, each distinct row of the
  /// input once; in each step one recurrent product over the live sentences and one fused gate kernel.
  ///
  /// - Parameters:
  ///   - x: R positions, sentence-major, of width D.
  ///   - direction: `backward` walks each sentence from its own end.
  ///   - initial: hidden and cell state before the first step, `[B, H]`; zero where nil.
  ///   - truncation: the gradient of the state is cut at every step that is a multiple of it (truncated backpropagation
  ///     through time, Williams & Peng 1990); 0 for never.
  ///   - output: where to write, `[R, H]`, also columns of a wider matrix; new where nil.
  package func lstmSequence(
    _ x: SequenceInput, _ weights: LSTMWeights, layout: SequenceLayout, direction: Direction = .forward,
    initial: (hidden: Tensor, cell: Tensor)? = nil, truncation: Int = 0, into output: Tensor? = nil
  ) -> SequenceResult {
    let H = weights.width
    let B = layout.sentenceCount
    precondition(
      x.positionCount == layout.rowCount && x.columns == weights.input.columns,
      "lstmSequence \(weights.input.path): x \(x.shape), \(layout.rowCount) rows in the layout")
    let output = output ?? tensor(rows: layout.rowCount, columns: H)
    precondition(output.rows == layout.rowCount && output.columns == H, "lstmSequence: output \(output.shape)")
    if let (h, c) = initial {
      precondition(h.rows == B && h.columns == H && c.rows == B && c.columns == H, "lstmSequence: initial \(h.shape)")
    }
    let result = SequenceResult(
      output: output, finalHidden: tensor(rows: B, columns: H), finalCell: tensor(rows: B, columns: H))
    let run = LSTMRun(self, x, weights, layout.schedule(direction), initial, truncation, result)
    run.forward(self)
    record { run.backward($0) }
    return result
  }
}
