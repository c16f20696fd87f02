package import NMTKernels
import NMTSystem
import NMTText

/// How one sentence's search goes on: beam, sampling, forced scoring. A strategy holds no state; its records do.
package protocol SearchStrategy: Sendable {
  /// All that is known of one sentence's search.
  associatedtype Record

  func begin(_ input: SearchInput) -> Record
  /// Moves a record on by one token and adds the hypotheses that live on to `next`; none once the search has ended.
  func advance<Decoder: StepDecoder>(
    _ record: inout Record, _ step: StepRows<Decoder>, scratch: SearchScratch, next: inout LiveRows)
  /// The most hypotheses that a sentence has alive.
  func mostRows(_ input: SearchInput) -> Int
  /// What the search has found, best first.
  func hypotheses(_ record: Record) -> [Hypothesis]
  /// Searches all sentences of a queue with networks: `SearchLoop.run`, compiled for this strategy. Every strategy has it
  /// by default.
  func search(_ queue: SearchQueue, with decoder: EnsembleDecoder, room: Int, done: (Int, [Hypothesis]) -> Void)
}

extension SearchStrategy {
  // A requirement, so that the witness is compiled here, where the loop is known: a generic call from another module would
  // run it unspecialized, 3 % slower.
  package func search(
    _ queue: SearchQueue, with decoder: EnsembleDecoder, room: Int, done: (Int, [Hypothesis]) -> Void
  ) {
    SearchLoop(decoder, self, room: room).run(queue, done: done)
  }
}

/// The rows of a step that belong to one sentence, counted from 0.
package struct StepRows<Decoder: StepDecoder> {
  /// `[n, V]`, may be overwritten.
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

  /// Log-probabilities of one hypothesis, `[V]`: V is the vocabulary, or the number of words that the sentence may use.
  package func row(_ row: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: logProbabilities.row(row), count: logProbabilities.columns)
  }

  package func attention(_ row: Int) -> ArraySlice<Float>? { decoder.attention(row: firstRow + row, in: state) }
}

/// The hypotheses that go into the next step: which old row each continues, and its last token.
package struct LiveRows {
  package private(set) var rows: [Int] = []
  package private(set) var tokens: [Int32] = []
  /// What is added to the rows that a sentence names: where its rows began in the step.
  fileprivate var firstRow = 0
  /// What the tokens that a sentence names are places in; nil for ids.
  fileprivate var words: [Int32]?

  init() {}

  /// - Parameter row: of the sentence, from 0.
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

/// Searches sentences of a queue together: one step of the decoder moves every sentence under way by one token.
///
/// Sentences leave when their search ends, and others take their place when a quarter of the room is free, so that a long
/// queue keeps the batch full. What a sentence gets depends on its own rows alone.
package struct SearchLoop<Decoder: StepDecoder, Strategy: SearchStrategy> {
  private let decoder: Decoder
  private let strategy: Strategy
  /// Room for sentences under way, in source subwords with their ends.
  private let room: Int

  package init(_ decoder: Decoder, _ strategy: Strategy, room: Int) {
    precondition(decoder.vocabularySize > Int(Vocabulary.eos), "search: a vocabulary of \(decoder.vocabularySize)")
    self.decoder = decoder
    self.strategy = strategy
    self.room = room
  }

  /// A sentence under way.
  private struct Active {
    let input: SearchInput
    var record: Strategy.Record
    /// The words that it may use; nil for all.
    var words: [Int32]?
    /// Rows that it has in the next step.
    var rowCount = 1
    var tokens: Int { input.source.count + 1 }
    /// What the strategy's tokens are places in: few words are searched as if they were the vocabulary, but constraints
    /// name tokens by their ids.
    var numbering: [Int32]? { input.constraints == nil ? words : nil }
  }

  /// Runs until the queue is empty and every sentence taken from it has ended, or until its `stop` is set; `done` gets each
  /// one's hypotheses, at least one, in the order in which searches end.
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

  /// Admits sentences where there is room and returns them.
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
  /// A sentence's rows as its strategy reads them: a column a word that it may use, or, for ids, a column a word.
  private func columns(of sentence: Active, _ rows: Matrix, _ scratch: SearchScratch) -> Matrix {
    guard let words = sentence.words else { return rows }
    let own = rows.columns(0..<words.count)
    return sentence.numbering == nil ? scratch.spread(own, words, of: decoder.vocabularySize) : own
  }
}
