import NMTSystem

/// Size limit of a batch.
package enum BatchOptions: Sendable, Equatable, Codable {
  /// At most this many pairs.
  case sentences(Int)
  /// At most this many tokens. A pair counts as its longer side plus one (EOS), so neither side of a batch has more
  /// rows than the limit. A single longer pair is a batch of its own.
  case tokens(Int)
}

/// Assigns the pairs of one epoch to batches: a pure function of (lengths, options, seed, epoch).
///
/// The pairs are shuffled, sorted by target and then source length with two stable counting sorts (the shuffle breaks
/// ties) and cut into batches, which are shuffled in turn. A batch therefore holds pairs of nearly equal length, in a
/// new mixture each epoch.
///
/// Lengths above 65,535 count as 65,535, so that no file can make a table large.
///
/// Memory: 4 bytes per pair and 8 bytes per batch; 12 bytes per pair during construction.
package struct BatchPlan: Sendable, RandomAccessCollection {
  /// Pairs ordered by length; batch b is `order[starts[b] ..< starts[b + 1]]`.
  private let order: [Int32]
  private let starts: [Int32]
  /// The batches in training order.
  private let sequence: [Int32]

  package var startIndex: Int { 0 }
  package var endIndex: Int { sequence.count }
  /// Number of pairs in all batches; less than the set's if `maximumLength` excludes some.
  package var pairCount: Int { order.count }

  /// The plan for `set` in `epoch` (from 0). Excludes pairs with a side longer than `maximumLength` tokens.
  package init(
    _ set: ShardSet, options: BatchOptions, maximumLength: Int? = nil, seed: UInt64, epoch: Int
  ) {
    self.init(
      count: set.count, lengths: set.lengths, options: options, maximumLength: maximumLength, seed: seed, epoch: epoch)
  }

  /// The plan for the pairs of one epoch.
  package init(_ pairs: EpochPairs, options: BatchOptions, maximumLength: Int? = nil, seed: UInt64, epoch: Int) {
    self.init(
      count: pairs.count, lengths: pairs.lengths, options: options, maximumLength: maximumLength, seed: seed,
      epoch: epoch)
  }

  /// The plan for `count` pairs. `lengths` is called once per pair, in order.
  package init(
    count: Int, lengths: (Int) -> (source: Int, target: Int), options: BatchOptions, maximumLength: Int? = nil,
    seed: UInt64, epoch: Int
  ) {
    precondition(count <= Int(Int32.max), "BatchPlan: \(count) pairs do not fit 32-bit indices")
    precondition(epoch >= 0, "BatchPlan: epoch \(epoch)")
    var generator = SplitMix64(seed: seed, stream: UInt64(epoch))
    var order: [Int32] = []
    order.reserveCapacity(count)
    var (sources, targets): ([UInt16], [UInt16]) = ([], [])
    sources.reserveCapacity(count)
    targets.reserveCapacity(count)
    for pair in 0..<count {
      let (source, target) = lengths(pair)
      if Swift.max(source, target) <= maximumLength ?? .max { order.append(Int32(pair)) }
      sources.append(UInt16(clamping: source))
      targets.append(UInt16(clamping: target))
    }
    order.shuffle(with: &generator)
    order = Self.countingSort(order, by: sources)
    order = Self.countingSort(order, by: targets)
    starts = Self.cut(order, options) { Int(Swift.max(sources[$0], targets[$0])) + 1 }
    self.order = order
    var sequence = Array(0..<Int32(starts.count - 1))
    sequence.shuffle(with: &generator)
    self.sequence = sequence
  }

  /// The pairs in the batch at `position` in training order, as indices into the set, sorted by length.
  package subscript(position: Int) -> ArraySlice<Int32> {
    let batch = Int(sequence[position])
    return order[Int(starts[batch])..<Int(starts[batch + 1])]
  }

  /// Stable counting sort in O(pairs + lengths).
  private static func countingSort(_ order: [Int32], by lengths: [UInt16]) -> [Int32] {
    let buckets = 65_536
    var next = [Int32](repeating: 0, count: buckets + 1)
    for pair in order { next[Int(lengths[Int(pair)]) + 1] += 1 }
    for bucket in 1...buckets { next[bucket] += next[bucket - 1] }
    return [Int32](unsafeUninitializedCapacity: order.count) { sorted, initialized in
      for pair in order {
        let bucket = Int(lengths[Int(pair)])
        sorted[Int(next[bucket])] = pair
        next[bucket] += 1
      }
      initialized = order.count
    }
  }

  /// Start of each batch, and the end.
  private static func cut(_ order: [Int32], _ options: BatchOptions, tokens: (Int) -> Int) -> [Int32] {
    let (limit, countsTokens) =
      switch options {
      case .sentences(let most): (most, false)
      case .tokens(let most): (most, true)
      }
    precondition(limit > 0, "BatchPlan: a batch of at most \(limit)")
    var starts: [Int32] = [0]
    var filled = 0
    for (position, pair) in order.enumerated() {
      let added = countsTokens ? tokens(Int(pair)) : 1
      if filled > 0 && filled + added > limit {
        starts.append(Int32(position))
        filled = 0
      }
      filled += added
    }
    if !order.isEmpty { starts.append(Int32(order.count)) }
    return starts
  }
}
