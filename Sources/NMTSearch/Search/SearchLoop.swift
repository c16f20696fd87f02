package import NMTKernels
import NMTSystem
import NMTText

/// Rule that advances the search of one sentence: beam, sampling or forced scoring. A strategy is stateless; its
/// records hold the state.
package protocol SearchStrategy: Sendable {
  /// Complete state of one sentence's search.
  associatedtype Record

  func begin(_ input: SearchInput) -> Record
  /// Advances a record by one token and adds the surviving hypotheses to `next`; none once the search has ended.
  func advance<Decoder: StepDecoder>(
    _ record: inout Record, _ step: StepRows<Decoder>, scratch: SearchScratch, next: inout LiveRows)
  /// Most hypotheses of a sentence that are live at a time.
  func mostRows(_ input: SearchInput) -> Int
  /// Hypotheses found by the search, best first.
  func hypotheses(_ record: Record) -> [Hypothesis]
  /// Searches all sentences of a queue: `SearchLoop.run`, specialized for this strategy. Has a default implementation.
  func search(_ queue: SearchQueue, with decoder: EnsembleDecoder, room: Int, done: (Int, [Hypothesis]) -> Void)
}

extension SearchStrategy {
  // A protocol requirement, so that the witness is compiled here, where the loop is visible: a generic call from
  // another module would run it unspecialized, 3 % slower.
  package func search(
    _ queue: SearchQueue, with decoder: EnsembleDecoder, room: Int, done: (Int, [Hypothesis]) -> Void
  ) {
    SearchLoop(decoder, self, room: room).run(queue, done: done)
  }
}

/// The rows of one sentence in a step, counted from 0.
package struct StepRows<Decoder: StepDecoder> {
  /// Log-probabilities `[n, V]`; may be overwritten.
  package let logProbabilities: Matrix
  private let decoder: Decoder
  private let state: Decoder.State
  private let firstRow: Int

  init(_ logProbabilities: Matrix, firstRow: Int, decoder: Decoder, state: Decoder.State) {
    self.logProbabilities = logProbabilities
    self.decoder = decoder
    self.state = state
    self.firstRow = firstRow
  }

  /// Log-probabilities of one hypothesis, `[V]`; V is the vocabulary, or the number of words allowed in the sentence.
  package func row(_ row: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: logProbabilities.row(row), count: logProbabilities.columns)
  }

  package func attention(_ row: Int) -> ArraySlice<Float>? { decoder.attention(row: firstRow + row, in: state) }
}

/// The hypotheses of the next step: the old row that each continues, and its last token.
package struct LiveRows {
  package private(set) var rows: [Int] = []
  package private(set) var tokens: [Int32] = []
  /// First row of the current sentence in the step; added to the rows that its strategy names.
  fileprivate var firstRow = 0
  /// Words that the strategy's tokens index; nil if the tokens are ids.
  fileprivate var words: [Int32]?

  init() {}

  /// - Parameter row: row within the sentence, from 0.
  package mutating func append(row: Int, token: Int32) {
    rows.append(firstRow + row)
    tokens.append(words.map { $0[Int(token)] } ?? token)
  }

  fileprivate mutating func appendStarts(_ count: Int) {
    tokens.append(contentsOf: repeatElement(Vocabulary.bos, count: count))
  }

  fileprivate mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
  }
}

/// Searches sentences of a queue together: one step of the decoder advances every active sentence by one token.
///
/// A sentence leaves when its search ends, and others are admitted once a quarter of the room is free, so that a long
/// queue keeps the batch full. A sentence's result depends on its own rows only.
package struct SearchLoop<Decoder: StepDecoder, Strategy: SearchStrategy> {
  private let decoder: Decoder
  private let strategy: Strategy
  /// Room for active sentences, in source subwords including EOS.
  private let room: Int

  package init(_ decoder: Decoder, _ strategy: Strategy, room: Int) {
    precondition(decoder.vocabularySize > Int(Vocabulary.eos), "search: a vocabulary of \(decoder.vocabularySize)")
    self.decoder = decoder
    self.strategy = strategy
    self.room = room
  }

  /// A sentence being searched.
  private struct Active {
    let input: SearchInput
    var record: Strategy.Record
    /// Words that the translation may use; nil for all.
    var words: [Int32]?
    /// Rows of the sentence in the next step.
    var rowCount = 1
    var tokens: Int { input.source.count + 1 }
    /// Words that the strategy's tokens index. A short list is searched as if it were the vocabulary, except under
    /// constraints, which name tokens by id.
    var numbering: [Int32]? { input.constraints == nil ? words : nil }
  }

  /// Runs until the queue is empty and every sentence taken from it has ended, or until its `stop` is set. Calls `done`
  /// with at least one hypothesis per sentence, in the order in which searches end.
  package func run(_ queue: SearchQueue, done: (Int, [Hypothesis]) -> Void) {
    var active: [Active] = []
    var next = LiveRows()
    let scratch = SearchScratch()
    var state: Decoder.State?
    while !queue.stop.isSet {
      let added = admit(from: queue, to: &active)
      if active.isEmpty { return }
      next.appendStarts(added.count)
      let fresh = added.isEmpty ? nil : decoder.start(added)
      if let fresh {
        for k in added.indices {
          active[active.count - added.count + k].words = decoder.words(ofInput: k, in: fresh)
        }
      }
      var current: Decoder.State
      if let old = state {
        current = next.rows.isEmpty ? fresh! : decoder.selecting(rows: next.rows, of: old, adding: fresh)
      } else {
        current = fresh!
      }
      let logProbabilities = decoder.step(tokens: next.tokens, state: &current)
      state = current
      advance(&active, logProbabilities, current, scratch, &next)
      active.removeAll { sentence in
        guard sentence.rowCount == 0 else { return false }
        let found = strategy.hypotheses(sentence.record)
        done(sentence.input.index, sentence.numbering.map { words in found.map { $0.naming(words) } } ?? found)
        return true
      }
    }
  }

  /// Admits and returns as many sentences as there is room for.
  private func admit(from queue: SearchQueue, to active: inout [Active]) -> [SearchInput] {
    let used = active.reduce(0) { $0 + $1.tokens }
    guard active.isEmpty || used * 4 <= room * 3 else { return [] }
    let inputs = queue.take(tokens: room - used, atLeastOne: active.isEmpty)
    active += inputs.map { Active(input: $0, record: strategy.begin($0)) }
    return Array(inputs)
  }

  private func advance(
    _ active: inout [Active], _ logProbabilities: Matrix, _ state: Decoder.State, _ scratch: SearchScratch,
    _ next: inout LiveRows
  ) {
    next.removeAll()
    next.firstRow = 0
    for index in active.indices {
      let rows = next.firstRow..<next.firstRow + active[index].rowCount
      let before = next.rows.count
      let values = columns(of: active[index], logProbabilities.rows(rows), scratch)
      let step = StepRows(values, firstRow: rows.lowerBound, decoder: decoder, state: state)
      next.words = active[index].numbering
      strategy.advance(&active[index].record, step, scratch: scratch, next: &next)
      active[index].rowCount = next.rows.count - before
      next.firstRow = rows.upperBound
    }
  }
  /// A sentence's rows as its strategy reads them: one column per allowed word, or per id of the vocabulary.
  private func columns(of sentence: Active, _ rows: Matrix, _ scratch: SearchScratch) -> Matrix {
    guard let words = sentence.words else { return rows }
    let own = rows.columns(0..<words.count)
    return sentence.numbering == nil ? scratch.spread(own, words, of: decoder.vocabularySize) : own
  }
}
