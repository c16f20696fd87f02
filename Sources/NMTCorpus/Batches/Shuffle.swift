package import NMTSystem

// The bounded draw and the shuffle are written here rather than taken from the standard library, because orders and
// samples must stay bit for bit equal in every version of Swift.

extension SplitMix64 {
  /// An independent stream for each (seed, number). It starts at the seed's value at that position, mixed once more, so
  /// that adjacent seeds and numbers never share a state.
  package init(seed: UInt64, stream: UInt64) {
    self.init(seed: Self.value(seed: Self.value(seed: seed, at: stream), at: 0))
  }

  /// A uniformly distributed number below `bound` (Lemire 2019, "Fast random integer generation in an interval").
  package mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "SplitMix64.next(below:): the bound is 0")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}

extension Array {
  /// Fisher–Yates shuffle from the back.
  package mutating func shuffle(with generator: inout SplitMix64) {
    guard count > 1 else { return }
    for last in stride(from: count - 1, to: 0, by: -1) {
      swapAt(last, Int(generator.next(below: UInt64(last + 1))))
    }
  }
}
