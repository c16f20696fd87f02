package import NMTKernels

/// Step-by-step interface to a model: log-probabilities of the next token for every live hypothesis.
///
/// Live hypotheses are packed: row n of a step is hypothesis n, those of one sentence are adjacent, and nothing is
/// computed for a finished hypothesis. Sentences may join while others are active, which keeps the batch full.
/// `EnsembleDecoder` implements it with networks, tests with a table. Legend: **N** live hypotheses, **V** target
/// vocabulary.
package protocol StepDecoder {
  /// State between two steps, one row per live hypothesis; a value.
  associatedtype State

  /// Size of the target vocabulary, V.
  var vocabularySize: Int { get }
  /// The state before the first step: row k belongs to `inputs[k]`.
  func start(_ inputs: [SearchInput]) -> State
  /// Feeds the last token of each hypothesis (`Vocabulary.bos` at first) and returns the log-probabilities of the next
  /// one, `[N, V]`. If a sentence may use only some words, column k is the k-th of `words(ofInput:in:)`, and there may
  /// be further columns. The caller may overwrite the result, which is valid until the next step.
  func step(tokens: [Int32], state: inout State) -> Matrix
  /// Words that the translation of `inputs[k]` of `start` may use, ascending, including all special ones; nil for all.
  /// `state` is the result of `start`.
  func words(ofInput k: Int, in state: State) -> [Int32]?
  /// A state with the rows `rows` of `state`, in that order, followed by all rows of `added`. Rows of one sentence must
  /// stay adjacent.
  func selecting(rows: [Int], of state: State, adding added: State?) -> State
  /// Attention weights of row n's last step over the source positions (EOS last); nil without attention.
  func attention(row: Int, in state: State) -> ArraySlice<Float>?
}

extension StepDecoder {
  package func words(ofInput k: Int, in state: State) -> [Int32]? { nil }

  /// The initial state for sentences without constraints, given as ids without EOS.
  package func start(_ sources: [[Int32]]) -> State {
    start(sources.enumerated().map { SearchInput(index: $0, source: $1) })
  }
}
