/// NumPy's `default_rng(seed)`: PCG64 (O'Neill 2014, XSL-RR 128/64) seeded through `SeedSequence`, with the draws used
/// in sacreBLEU's resampling, so that a seed selects the same segments as there.
package struct NumPyGenerator {
  private var state: UInt128
  private let increment: UInt128
  /// High half of a 64-bit output whose low half is already used.
  private var half: UInt32?
  /// Remaining bits of a word that is used bit by bit.
  private var bits: UInt32 = 0
  private var bitCount = 0

  private static let multiplier: UInt128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645

  package init(seed: UInt64) {
    let words = SeedSequence(seed).words(4)
    let start = UInt128(words[0]) << 64 | UInt128(words[1])
    increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
    state = increment
    state &+= start
    state = state &* NumPyGenerator.multiplier &+ increment
  }

  @inline(__always)
  mutating func next64() -> UInt64 {
    state = state &* NumPyGenerator.multiplier &+ increment
    let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let rotation = UInt64(truncatingIfNeeded: state >> 122)
    return folded &>> rotation | folded &<< (64 &- rotation)
  }

  /// Returns the low half of an output first, then its high half.
  @inline(__always)
  mutating func next32() -> UInt32 {
    if let high = half {
      half = nil
      return high
    }
    let word = next64()
    half = UInt32(truncatingIfNeeded: word >> 32)
    return UInt32(truncatingIfNeeded: word)
  }

  /// A uniform draw from `0..<count`, as `integers(0, count)` for counts below 2³² (Lemire 2019, algorithm 5).
  @inline(__always)
  package mutating func index(below count: UInt32) -> Int {
    if count == 1 { return 0 }
    var product = UInt64(next32()) * UInt64(count)
    if UInt32(truncatingIfNeeded: product) < count {
      let threshold = (0 &- count) % count
      while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(next32()) * UInt64(count) }
    }
    return Int(product >> 32)
  }

  /// A draw of `integers(2, dtype=bool)`: the bits of a 32-bit word, lowest first.
  @inline(__always)
  package mutating func bit() -> Bool {
    if bitCount == 0 {
      bits = next32()
      bitCount = 32
    }
    defer {
      bits >>= 1
      bitCount -= 1
    }
    return bits & 1 != 0
  }
}

/// NumPy's `SeedSequence`: expands a small seed to as many bits as needed (after O'Neill's `seed_seq_fe`).
private struct SeedSequence {
  private var pool: [UInt32]

  init(_ entropy: UInt64) {
    let words = entropy >> 32 == 0 ? [UInt32(entropy)] : [UInt32(truncatingIfNeeded: entropy), UInt32(entropy >> 32)]
    var multiplier: UInt32 = 0x43B0_D7E5
    func hashed(_ word: UInt32) -> UInt32 {
      let mixed = word ^ multiplier
      multiplier &*= 0x931E_8875
      let product = mixed &* multiplier
      return product ^ product >> 16
    }
    pool = (0..<4).map { hashed($0 < words.count ? words[$0] : 0) }
    for source in 0..<4 {
      for target in 0..<4 where target != source {
        let mixed = 0xCA01_F9DD &* pool[target] &- 0x4973_F715 &* hashed(pool[source])
        pool[target] = mixed ^ mixed >> 16
      }
    }
  }

  /// Returns `count` words of state.
  func words(_ count: Int) -> [UInt64] {
    var multiplier: UInt32 = 0x8B51_F9DD
    let halves = (0..<(2 * count)).map { index in
      var word = pool[index % 4] ^ multiplier
      multiplier &*= 0x58F3_8DED
      word &*= multiplier
      return word ^ word >> 16
    }
    return (0..<count).map { UInt64(halves[2 * $0]) | UInt64(halves[2 * $0 + 1]) << 32 }
  }
}
