import NMTKernels
import NMTModels

/// A network as the search sees it: one batch of encoded sentences, one step of its decoder at a time.
struct ModelStepDecoder: StepDecoder {
  private let model: Seq2SeqModel
  private let workspace: Workspace
  private let encoded: Encoded
  let sourceLengths: [Int]

  /// Encodes `sources` (without end of sentence) in `workspace`, which the decoder uses until the search has ended.
  init(_ model: Seq2SeqModel, sources: [[Int32]], workspace: Workspace) {
    self.model = model
    self.workspace = workspace
    sourceLengths = sources.map(\.count)
    encoded = model.encode(sources: sources, in: workspace)
  }

  var vocabularySize: Int { model.options.targetVocabulary }

  func startState() -> DecoderState { model.startState(encoded) }

  func step(tokens: [Int32], state: inout DecoderState) -> Matrix {
    model.step(tokens: tokens, state: &state, encoded: encoded, workspace: workspace)
  }

  func selecting(rows: [Int], sentences: [Int], of state: DecoderState) -> DecoderState {
    state.selecting(rows: rows)
  }

  func attention(row: Int, in state: DecoderState) -> [Float]? { state.attention.map { Array($0.row(row)) } }
}
