import Foundation

/// A counter-based generator: number k is a pure function of (key, k), after SplitMix64 (Steele, Lea & Flood 2014).
///
/// It is a value: passed `inout`, saved in checkpoints, identical on every machine and for any number of threads.
package struct RandomGenerator: RandomNumberGenerator, Codable, Sendable, Equatable {
  @usableFromInline var key: UInt64
  @usableFromInline var counter: UInt64 = 0

  package init(seed: UInt64) {
    key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// An independent generator for each `name` under one seed (FNV-1a of the name's UTF-8 enters the key).
  package init(seed: UInt64, name: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.init(seed: Self.mix(seed) ^ hash)
  }

  @inlinable package mutating func next() -> UInt64 {
    counter &+= 1
    return Self.mix(key &+ counter &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Uniform in [0, 1), 24 bits.
  @inlinable package mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Standard normal (Box & Muller 1958).
  package mutating func normal() -> Float {
    let u = (Double(next() >> 11) + 0.5) * 0x1p-53
    let v = Double(next() >> 11) * 0x1p-53
    return Float((-2 * log(u)).squareRoot() * cos(2 * .pi * v))
  }

  @inlinable package static func mix(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
