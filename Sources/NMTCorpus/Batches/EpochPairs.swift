import NMTSystem

/// The training pairs of one epoch, each in its plain encoding or in one of its sampled encodings.
///
/// The choice is a pure function of (seed, epoch, pair). A share of the pairs, drawn anew in each epoch, uses sampled
/// encodings. A pair starts at a random one and advances by one per epoch, so all N are used before one repeats.
package struct EpochPairs: Sendable {
  private let plain: ShardSet
  /// Nil if no pair is sampled.
  private let sampled: SampledEncodings?
  /// A pair is sampled if its 32 random bits are below this.
  private let threshold: UInt64
  private let shareSeed: UInt64
  private let startSeed: UInt64
  private let epoch: Int
  private let maximumLength: Int

  package var count: Int { plain.count }

  /// - Parameters:
  /// - sampledShare: share of the pairs to sample, 0 to 1; no effect on a set without sampled encodings.
  /// - maximumLength: longest side in subwords; a pair that only sampling would make longer stays plain.
  /// - epoch: number of the epoch, from 0.
  package init(_ set: ShardSet, sampledShare: Double = 0, maximumLength: Int? = nil, seed: UInt64, epoch: Int) {
    precondition((0...1).contains(sampledShare), "EpochPairs: a share of \(sampledShare)")
    plain = set
    sampled = sampledShare > 0 ? set.sampled : nil
    threshold = UInt64(sampledShare * 0x1p32)
    startSeed = SplitMix64.value(seed: seed, at: 0x7375_6277)
    shareSeed = SplitMix64.value(seed: startSeed, at: UInt64(epoch))
    self.epoch = epoch
    self.maximumLength = maximumLength ?? .max
  }

  /// Number of subwords on each side, without BOS and EOS.
  package func lengths(_ pair: Int) -> (source: Int, target: Int) {
    let (set, index) = place(of: pair)
    return set.lengths(index)
  }

  /// The pairs with these indices, in this order.
  package func batch(_ pairs: some Collection<Int32>) -> ParallelBatch {
    let places = pairs.map { place(of: Int($0)) }
    return ParallelBatch(
      sources: places.map { $0.set.source($0.index) }, targets: places.map { $0.set.target($0.index) })
  }

  /// 0 for the plain encoding, 1 to N for a sampled one.
  package func encoding(of pair: Int) -> Int {
    guard let sampled, SplitMix64.value(seed: shareSeed, at: UInt64(pair)) >> 32 < threshold else { return 0 }
    let count = UInt64(sampled.perPair)
    let bits = SplitMix64.value(seed: startSeed, at: UInt64(pair)) >> 32
    let start = (bits * count) >> 32
    let number = Int((start + UInt64(epoch)) % count)
    let index = sampled.index(pair: pair, number: number)
    return isShort(plain.lengths(pair)) && isShort(sampled.set.lengths(index)) ? number + 1 : 0
  }

  private func place(of pair: Int) -> (set: ShardSet, index: Int) {
    let encoding = encoding(of: pair)
    guard encoding > 0, let sampled else { return (plain, pair) }
    return (sampled.set, sampled.index(pair: pair, number: encoding - 1))
  }

  private func isShort(_ lengths: (source: Int, target: Int)) -> Bool {
    max(lengths.source, lengths.target) <= maximumLength
  }
}
