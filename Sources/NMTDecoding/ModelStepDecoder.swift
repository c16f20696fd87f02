import NMTKernels
import NMTModels

/// A network as the search sees it: one batch of encoded sentences, one step of its decoder at a time.
package struct ModelStepDecoder: StepDecoder {
  private let model: Seq2SeqModel
  private let workspace: Workspace
  private let encoded: Encoded
  package let sourceLengths: [Int]

  /// Encodes `sources` (without end of sentence) in `workspace`, which the decoder uses until the search has ended.
  package init(_ model: Seq2SeqModel, sources: [[Int32]], workspace: Workspace) {
    self.model = model
    self.workspace = workspace
    sourceLengths = sources.map(\.count)
    encoded = model.encode(sources: sources, in: workspace)
  }

  package var vocabularySize: Int { model.options.targetVocabulary }

  package func startState() -> DecoderState { model.startState(encoded) }

  package func step(tokens: [Int32], state: inout DecoderState) -> Matrix {
    model.step(tokens: tokens, state: &state, encoded: encoded, workspace: workspace)
  }

  package func selecting(rows: [Int], sentences: [Int], of state: DecoderState) -> DecoderState {
    state.selecting(rows: rows)
  }

  package func attention(row: Int, in state: DecoderState) -> [Float]? { state.attention.map { Array($0.row(row)) } }
}
