import NMTKernels

/// Outputs of all positions and the state after each sentence's last step.
package struct SequenceResult {
  /// `[R, H]`, sentence-major.
  package let output: Tensor
  /// The matrices of the state, `[B, H]` each, in batch order.
  package let last: [Tensor]
}

extension Tape {
  /// Runs a whole recurrent layer over a batch of sentences as one op: a single product for all input, each distinct
  /// row once; then in each step one recurrent product over the live sentences and one fused gate kernel.
  ///
  /// - Parameters:
  ///   - x: R positions, sentence-major, of width D.
  ///   - recurrence: weights and gates, such as `LSTMGates`.
  ///   - walk: layout, direction, initial state and truncation.
  ///   - output: destination, `[R, H]`, possibly columns of a wider matrix; a new tensor if nil.
  package func recurrentSequence(
    _ x: SequenceInput, _ recurrence: any RecurrentGates, _ walk: SequenceWalk, into output: Tensor? = nil
  ) -> SequenceResult {
    let layout = walk.layout
    let (B, H) = (layout.sentenceCount, recurrence.width)
    let stateCount = type(of: recurrence).stateCount
    let name = "recurrentSequence \(recurrence.input.path)"
    precondition(
      x.positionCount == layout.rowCount && x.columns == recurrence.input.columns,
      "\(name): x \(x.shape), \(layout.rowCount) rows in the layout")
    let output = output ?? tensor(rows: layout.rowCount, columns: H)
    precondition(output.rows == layout.rowCount && output.columns == H, "\(name): output \(output.shape)")
    if let initial = walk.initial {
      precondition(
        initial.count == stateCount && initial.allSatisfy { $0.rows == B && $0.columns == H },
        "\(name): initial \(initial.map(\.shape)), \(stateCount) of [\(B), \(H)] wanted")
    }
    let result = SequenceResult(
      output: output, last: (0..<stateCount).map { _ in tensor(rows: B, columns: H) })
    let run = RecurrentRun(self, x, recurrence, walk, result: result)
    run.forward(self)
    record { run.backward($0) }
    return result
  }
}
