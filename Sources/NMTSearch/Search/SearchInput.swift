package import NMTSystem

/// One sentence to be searched.
package struct SearchInput: Sendable {
  /// The caller's index of the sentence.
  package let index: Int
  /// Source subwords, without EOS.
  package let source: [Int32]
  /// Constraints on the translation; nil for none.
  package let constraints: SentenceConstraints?

  package init(index: Int, source: [Int32], constraints: SentenceConstraints? = nil) {
    self.index = index
    self.source = source
    self.constraints = constraints
  }
}

/// Quantities that determine a search's memory.
package struct SearchSize: Sendable, Equatable {
  /// Source subwords of all active sentences, including EOS.
  package let positions: Int
  /// Live hypotheses.
  package let rows: Int
  /// Source subwords of the longest sentence, including EOS.
  package let longest: Int

  package init(positions: Int, rows: Int, longest: Int) {
    (self.positions, self.rows, self.longest) = (positions, rows, longest)
  }
}

/// Sentences waiting to be searched, shared by the searching threads: longest first, so that all threads finish
/// together.
package final class SearchQueue: Sendable {
  private let inputs: [SearchInput]
  private let next = Locked(0)
  /// Once set, searches end between two steps, and their sentences get no hypotheses.
  package let stop: StopFlag

  package init(_ inputs: [SearchInput], stop: StopFlag = StopFlag()) {
    self.stop = stop
    let order = inputs.indices.sorted { (-inputs[$0].source.count, $0) < (-inputs[$1].source.count, $1) }
    self.inputs = order.map { inputs[$0] }
  }

  /// Total number of sentences, taken or not.
  package var count: Int { inputs.count }

  /// Source subwords of all sentences, including EOS.
  package var totalTokens: Int { inputs.reduce(0) { $0 + $1.source.count + 1 } }

  /// Upper bounds on the sizes of a search with room for this many source subwords, including EOS.
  package func size<Strategy: SearchStrategy>(_ strategy: Strategy, room: Int) -> SearchSize {
    let longest = inputs.first.map { $0.source.count + 1 } ?? 0
    let positions = max(longest, min(room, totalTokens))
    // The shortest sentences allow the largest number at once.
    var (count, left) = (0, positions)
    for input in inputs.reversed() {
      left -= input.source.count + 1
      if left < 0 { break }
      count += 1
    }
    let rows = inputs.map { strategy.mostRows($0) }.max() ?? 0
    return SearchSize(positions: positions, rows: max(1, count) * rows, longest: longest)
  }

  /// Takes the next sentences, as many as fit into `tokens` source subwords, including EOS.
  ///
  /// - Parameter atLeastOne: whether a single longer sentence may be taken alone.
  package func take(tokens: Int, atLeastOne: Bool) -> ArraySlice<SearchInput> {
    next.withLock { next in
      var (end, room) = (next, tokens)
      while end < inputs.count, room > inputs[end].source.count || (atLeastOne && end == next) {
        room -= inputs[end].source.count + 1
        end += 1
      }
      defer { next = end }
      return inputs[next..<end]
    }
  }
}
