/// The direction in which a sequence op walks a sentence.
package enum Direction: Sendable { case forward, backward }

/// Where the sentences of a batch are in a matrix of ragged rows.
///
/// A batch of B sentences is `[R, D]` with R = Σ lengths; sentence b has rows `starts[b] ..< starts[b] + lengths[b]`.
/// There is no padding and no mask: position-wise ops are dense over R, and sequence ops step over the sentences that
/// are still live.
package struct SequenceLayout: Sendable {
  package let lengths: [Int]
  package let starts: [Int]
  /// R.
  package let rowCount: Int
  /// The steps of both directions.
  package let forward: StepSchedule
  package let backward: StepSchedule

  /// - Parameter lengths: lengths of the sentences, each at least 1.
  package init(lengths: [Int]) {
    precondition(lengths.allSatisfy { $0 > 0 }, "SequenceLayout: an empty sentence")
    self.lengths = lengths
    var starts: [Int] = []
    var row = 0
    for length in lengths {
      starts.append(row)
      row += length
    }
    self.starts = starts
    rowCount = row
    forward = StepSchedule(lengths: lengths, starts: starts, direction: .forward)
    backward = StepSchedule(lengths: lengths, starts: starts, direction: .backward)
  }

  package var sentenceCount: Int { lengths.count }

  /// Last row of each sentence, `[B]`.
  package var lastRows: [Int32] { zip(starts, lengths).map { Int32($0 + $1 - 1) } }

  /// Row of each sentence at which a walk in one direction ends, `[B]`.
  package func endRows(_ direction: Direction) -> [Int32] {
    direction == .forward ? lastRows : starts.map(Int32.init)
  }

  /// Sentence of each row, `[R]`.
  package var sentenceOfRow: [Int32] {
    var sentences: [Int32] = []
    sentences.reserveCapacity(rowCount)
    for (b, length) in lengths.enumerated() { sentences.append(contentsOf: repeatElement(Int32(b), count: length)) }
    return sentences
  }

  package func schedule(_ direction: Direction) -> StepSchedule { direction == .forward ? forward : backward }
}

/// A batch in the order of a sequence op: step by step, and within a step the live sentences, longest first.
///
/// Since sentences are sorted by decreasing length, those live at step t+1 are a prefix of those live at step t.
package struct StepSchedule: Sendable {
  /// Sentence at place j, longest first, ties in batch order; `[B]`.
  package let order: [Int32]
  /// Number of live sentences at each step, decreasing; `[T]`.
  package let live: [Int]
  /// First packed row of each step: Σ live before it; `[T]`.
  package let starts: [Int]
  /// Sentence-major row of each packed row; `[R]`.
  package let rows: [Int32]

  init(lengths: [Int], starts sentenceStarts: [Int], direction: Direction) {
    let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    var live: [Int] = []
    var starts: [Int] = []
    var rows: [Int32] = []
    var n = order.count
    for t in 0..<(order.first.map { lengths[$0] } ?? 0) {
      while lengths[order[n - 1]] <= t { n -= 1 }
      live.append(n)
      starts.append(rows.count)
      for b in order[..<n] {
        rows.append(Int32(sentenceStarts[b] + (direction == .forward ? t : lengths[b] - 1 - t)))
      }
    }
    self.order = order.map(Int32.init)
    self.live = live
    self.starts = starts
    self.rows = rows
  }

  package var stepCount: Int { live.count }

  /// Packed rows of step t.
  package func range(_ t: Int) -> Range<Int> { starts[t]..<starts[t] + live[t] }

  /// Live sentences at step t; 0 after the last.
  package func liveCount(_ t: Int) -> Int { t < live.count ? live[t] : 0 }
}
