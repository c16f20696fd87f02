/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", figure 17): one addition
/// and one mix for each number, and every 64-bit seed gives a full period.
///
/// Orders and samples must be the same bits in every version of Swift's library, so the bounded draw is written here
/// and not taken from `Int.random`.
package struct SplitMix64: Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// An independent stream for each (seed, stream): both are mixed before they meet, so that neighbouring seeds and
  /// neighbouring streams never share a state.
  package init(seed: UInt64, stream: UInt64) {
    state = Self.mix(Self.mix(seed) &+ 0x9E37_79B9_7F4A_7C15 &* (stream &+ 1))
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
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

  /// The finaliser: a bijection of 64-bit words in which every input bit reaches every output bit.
  package static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
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
