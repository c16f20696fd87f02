/// Philox-4x32-10, a counter-based generator: four random words as a pure function of a key and a counter
/// (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 4.2).
struct Philox {
  private let key: (UInt32, UInt32)

  init(seed: UInt64) { key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)) }

  /// The four words of one block; the counter words are (counter low, high, stream low, high).
  func block(counter: UInt64, stream: UInt64) -> [UInt32] {
    var c = [counter, counter >> 32, stream, stream >> 32].map { UInt32(truncatingIfNeeded: $0) }
    var (k0, k1) = key
    for _ in 0..<10 {
      let p0 = UInt64(c[0]) * 0xD251_1F53
      let p1 = UInt64(c[2]) * 0xCD9E_8D57
      c = [
        UInt32(p1 >> 32) ^ c[1] ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(p0 >> 32) ^ c[3] ^ k1, UInt32(truncatingIfNeeded: p0),
      ]
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return c
  }
}

/// Threshold below which a word drops its element: rate · 2³², so the share of zeros is exact to 2⁻³².
func dropoutThreshold(_ rate: Float) -> UInt32 {
  precondition(rate >= 0 && rate < 1, "dropoutMask: rate \(rate) outside 0..<1")
  return UInt32(Double(rate) * 4_294_967_296)
}
