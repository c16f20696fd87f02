package import NMTSystem

/// One sentence on its way into a search.
package struct SearchInput: Sendable {
  /// The caller's number of it.
  package let index: Int
  /// Source subwords, without end of sentence.
  package let source: [Int32]
  /// What the translation has to hold and must not hold; nil for nothing.
  package let constraints: SentenceConstraints?

  package init(index: Int, source: [Int32], constraints: SentenceConstraints? = nil) {
    self.index = index
    self.source = source
    self.constraints = constraints
  }
}

/// What a search's memory depends on.
package struct SearchSize: Sendable, Equatable {
  /// Source subwords under way, ends counted.
  package let positions: Int
  /// Live hypotheses.
  package let rows: Int
  /// Source subwords of the longest sentence, its end counted.
  package let longest: Int

  package init(positions: Int, rows: Int, longest: Int) {
    (self.positions, self.rows, self.longest) = (positions, rows, longest)
  }
}

/// Sentences that wait for a search, shared by the threads that search: longest first, so that all run out together.
package final class SearchQueue: Sendable {
  private let inputs: [SearchInput]
  private let next = Locked(0)
  /// Once it is set, searches end between two steps and leave their sentences without hypotheses.
  package let stop: StopFlag

  package init(_ inputs: [SearchInput], stop: StopFlag = StopFlag()) {
    self.stop = stop
    let order = inputs.indices.sorted { (-inputs[$0].source.count, $0) < (-inputs[$1].source.count, $1) }
    self.inputs = order.map { inputs[$0] }
  }

  /// How many there are, taken or not.
  package var count: Int { inputs.count }

  /// Source subwords of all of them, each with its end.
  package var totalTokens: Int { inputs.reduce(0) { $0 + $1.source.count + 1 } }

  /// The sizes of a search with room for this many source subwords, ends counted: never more are under way.
  package func size<Strategy: SearchStrategy>(_ strategy: Strategy, room: Int) -> SearchSize {
    let longest = inputs.first.map { $0.source.count + 1 } ?? 0
    let positions = max(longest, min(room, totalTokens))
    // As many sentences as can be: the shortest ones.
    var (count, left) = (0, positions)
    for input in inputs.reversed() {
      left -= input.source.count + 1
      if left < 0 { break }
      count += 1
    }
    let rows = inputs.map { strategy.mostRows($0) }.max() ?? 0
    return SearchSize(positions: positions, rows: max(1, count) * rows, longest: longest)
  }

  /// The next sentences, as many as have room in `tokens` source subwords, ends counted.
  ///
  /// - Parameter atLeastOne: whether a single longer one may come alone.
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
