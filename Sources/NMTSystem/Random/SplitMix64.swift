/// A small seedable generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014):
/// one addition and a mix of the bits. Used for samples and shuffles of text; weights and dropout have their own
/// generator.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return SplitMix64.mix(state)
  }

  /// Uniform in [0, 1), with 53 bits.
  package mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The value at a position, computed directly: equal to the (position + 1)-th `next()`.
  package static func value(seed: UInt64, at position: UInt64) -> UInt64 {
    mix(seed &+ 0x9E37_79B9_7F4A_7C15 &* (position &+ 1))
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
