package import NMTSystem

// Orders and samples must be the same bits in every version of Swift's library, so the bounded draw and the shuffle are
// written here and not taken from the standard library.

extension SplitMix64 {
  /// A stream of its own for each (seed, number): it starts at the seed's value at that position, mixed once more, so
  /// that neighboring seeds and numbers never share a state.
  package init(seed: UInt64, stream: UInt64) {
    self.init(seed: Self.value(seed: Self.value(seed: seed, at: stream), at: 0))
  }

  /// A number below `bound`, every one equally likely (Lemire 2019, "Fast random integer generation in an interval").
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
  /// Fisher–Yates from the back.
  package mutating func shuffle(with generator: inout SplitMix64) {
    guard count > 1 else { return }
    for last in stride(from: count - 1, to: 0, by: -1) {
      swapAt(last, Int(generator.next(below: UInt64(last + 1))))
    }
  }
}
