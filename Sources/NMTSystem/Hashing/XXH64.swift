import Foundation

/// XXH64 (Collet, xxHash specification 0.1.1, seed 0): a checksum that detects damage at memory speed.
///
/// SHA-256 of an 80 MB model would take most of the half second within which a translator must first respond, so
/// loading compares XXH64 only and `nmt-inspect` compares both. XXH64 does not resist deliberate collisions; SHA-256
/// does.
package struct XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  private var lane0 = prime1 &+ prime2
  private var lane1 = prime2
  private var lane2: UInt64 = 0
  private var lane3 = 0 &- prime1
  private var byteCount: UInt64 = 0
  /// Fewer than 32 bytes, which do not yet fill a stripe.
  private var pending: [UInt8] = []

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let taken = rest.prefix(32 - pending.count)
      pending.append(contentsOf: taken)
      rest = rest.dropFirst(taken.count)
      guard pending.count == 32 else { return }
      let stripe = pending
      stripe.withUnsafeBytes { consume($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count & ~31
    consume(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    pending.append(contentsOf: rest.dropFirst(whole))
  }

  /// The digest as 16 lower-case hexadecimal digits.
  package func finalizeHex() -> String {
    var hash: UInt64
    if byteCount >= 32 {
      hash = rotate(lane0, 1) &+ rotate(lane1, 7) &+ rotate(lane2, 12) &+ rotate(lane3, 18)
      for lane in [lane0, lane1, lane2, lane3] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    } else {
      hash = Self.prime5
    }
    hash = tail(hash &+ byteCount)
    hash = (hash ^ hash >> 33) &* Self.prime2
    hash = (hash ^ hash >> 29) &* Self.prime3
    return String(format: "%016llx", hash ^ hash >> 32)
  }

  package static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
    var hasher = XXH64()
    hasher.update(bytes)
    return hasher.finalizeHex()
  }

  /// Consumes whole stripes of 32 bytes, one word per lane.
  private mutating func consume(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while offset < bytes.count {
      lane0 = Self.round(lane0, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      lane1 = Self.round(lane1, bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
      lane2 = Self.round(lane2, bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
      lane3 = Self.round(lane3, bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
      offset += 32
    }
  }

  /// Adds the last bytes, in units of eight, four and one.
  private func tail(_ start: UInt64) -> UInt64 {
    pending.withUnsafeBytes { bytes in
      var hash = start
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        hash = rotate(hash ^ Self.round(0, word), 27) &* Self.prime1 &+ Self.prime4
        offset += 8
      }
      if offset + 4 <= bytes.count {
        let word = UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        hash = rotate(hash ^ word &* Self.prime1, 23) &* Self.prime2 &+ Self.prime3
        offset += 4
      }
      for byte in bytes[offset...] { hash = rotate(hash ^ UInt64(byte) &* Self.prime5, 11) &* Self.prime1 }
      return hash
    }
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
  }
}

private func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { x << by | x >> (64 - by) }
