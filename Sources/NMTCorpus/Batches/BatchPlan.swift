import NMTSystem

/// What bounds a batch.
package enum BatchOptions: Sendable, Equatable, Codable {
  /// At most this many pairs.
  case sentences(Int)
  /// At most this many tokens, where a pair counts as the longer of its sides plus one (eos): so neither side of a
  /// batch has more rows than the limit. A single pair that is longer is a batch of its own.
  case tokens(Int)
}

/// Which pairs make which batch in one epoch: a pure function of (lengths, options, seed, epoch).
///
/// The pairs are shuffled, then sorted by target and within it by source length with two stable counting sorts (the
/// shuffle breaks the ties), cut into batches, and the batches are shuffled. So a batch holds pairs of nearly one
/// length, another mixture in each epoch.
///
/// A length beyond 65,535 counts as that many: a file cannot make a table large.
///
/// Memory: 4 bytes a pair and 8 bytes a batch; while it is made, 12 bytes a pair.
package struct BatchPlan: Sendable, RandomAccessCollection {
  /// Pairs in order of length; batch b is `order[starts[b] ..< starts[b + 1]]`.
  private let order: [Int32]
  private let starts: [Int32]
  /// The batches in the order in which they are trained.
  private let sequence: [Int32]

  package var startIndex: Int { 0 }
  package var endIndex: Int { sequence.count }
  /// Pairs in all batches together; less than the set's when `maximumLength` left some out.
  package var pairCount: Int { order.count }

  /// The plan for `set` in `epoch` (from 0). Pairs with a side longer than `maximumLength` tokens are left out.
  package init(
    _ set: ShardSet, options: BatchOptions, maximumLength: Int? = nil, seed: UInt64, epoch: Int
  ) {
    self.init(
      count: set.count, lengths: set.lengths, options: options, maximumLength: maximumLength, seed: seed, epoch: epoch)
  }

  /// The plan for the pairs as an epoch sees them.
  package init(_ pairs: EpochPairs, options: BatchOptions, maximumLength: Int? = nil, seed: UInt64, epoch: Int) {
    self.init(
      count: pairs.count, lengths: pairs.lengths, options: options, maximumLength: maximumLength, seed: seed,
      epoch: epoch)
  }

  /// The plan for `count` pairs whose lengths a function tells; it is called once for each, in order.
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

  /// The pairs of the batch at `position` in training order: indices into the set, sorted by length.
  package subscript(position: Int) -> ArraySlice<Int32> {
    let batch = Int(sequence[position])
    return order[Int(starts[batch])..<Int(starts[batch + 1])]
  }

  /// Stable, in O(pairs + lengths).
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

  /// First positions of the batches, and the end.
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
