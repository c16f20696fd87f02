package import NMTKernels

/// What a search needs of a model: log-probabilities of the next token for every live hypothesis, one step at a time.
///
/// Live hypotheses are packed: row n of a step is hypothesis n, those of one sentence lie side by side, and nothing is
/// computed for a hypothesis that has ended. Sentences may join while others are under way, so that the rows stay many.
/// `EnsembleDecoder` answers it with networks, tests with a table. Legend: **N** live hypotheses, **V** target vocabulary.
package protocol StepDecoder {
  /// What the decoder remembers between two steps, one row a live hypothesis; a value.
  associatedtype State

  /// V.
  var vocabularySize: Int { get }
  /// The state before the first step: row k belongs to `inputs[k]`.
  func start(_ inputs: [SearchInput]) -> State
  /// Feeds the last token of each hypothesis (`Vocabulary.bos` at first) and returns the log-probabilities of the next
  /// one, `[N, V]`; of a sentence that may use some words only, column k is the k-th of `words(ofInput:in:)`, and there are
  /// more columns than words perhaps. The caller may overwrite them; they are valid until the next step.
  func step(tokens: [Int32], state: inout State) -> Matrix
  /// The words that the translation of `inputs[k]` of `start` may use, ascending, all special ones among them; nil for
  /// all. `state` is what `start` returned.
  func words(ofInput k: Int, in state: State) -> [Int32]?
  /// The state whose first rows are the rows `rows` of `state`, in that order, and behind them all those of `added`.
  /// Rows of one sentence have to stay side by side.
  func selecting(rows: [Int], of state: State, adding added: State?) -> State
  /// Attention weights of row n's last step over the source positions (end of sentence last), nil without attention.
  func attention(row: Int, in state: State) -> ArraySlice<Float>?
}

extension StepDecoder {
  package func words(ofInput k: Int, in state: State) -> [Int32]? { nil }

  /// The first state for sentences without constraints: ids without end of sentence.
  package func start(_ sources: [[Int32]]) -> State {
    start(sources.enumerated().map { SearchInput(index: $0, source: $1) })
  }
}
