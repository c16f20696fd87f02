import NMTSystem

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

/// Sentences that wait for a search, shared by the threads that search: longest first, so that all run out together.
package final class SearchQueue: Sendable {
  private let inputs: [SearchInput]
  private let next = Locked(0)

  package init(_ inputs: [SearchInput]) {
    let order = inputs.indices.sorted { (-inputs[$0].source.count, $0) < (-inputs[$1].source.count, $1) }
    self.inputs = order.map { inputs[$0] }
  }

  /// Source subwords of all of them, each with its end.
  package var totalTokens: Int { inputs.reduce(0) { $0 + $1.source.count + 1 } }

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
