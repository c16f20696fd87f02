import NMTKernels

/// What a search needs of a model: log-probabilities of the next token for every live hypothesis, one step at a time.
///
/// Live hypotheses are packed: row n of a step is hypothesis n, those of one sentence lie side by side, and nothing is
/// computed for a hypothesis that has ended. `ModelStepDecoder` answers it with a network, tests with a table.
/// Legend: **N** live hypotheses, **V** target vocabulary.
package protocol StepDecoder {
  /// What the decoder remembers between two steps, one row a live hypothesis; a value.
  associatedtype State

  /// V.
  var vocabularySize: Int { get }
  /// Source subwords of each sentence of the batch, end of sentence not counted.
  var sourceLengths: [Int] { get }
  /// The state before the first step: row b belongs to sentence b.
  func startState() -> State
  /// Feeds the last token of each hypothesis (`Vocabulary.bos` at first) and returns the log-probabilities of the next
  /// one, `[N, V]`. The caller may overwrite them; they are valid until the next step.
  func step(tokens: [Int32], state: inout State) -> Matrix
  /// The state whose row n is the old row `rows[n]`, a hypothesis of sentence `sentences[n]`.
  func selecting(rows: [Int], sentences: [Int], of state: State) -> State
  /// Attention weights of row n's last step over the source positions (end of sentence last), nil without attention.
  func attention(row: Int, in state: State) -> [Float]?
}
