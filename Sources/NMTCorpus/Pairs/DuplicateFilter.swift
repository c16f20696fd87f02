import NMTSystem

/// Remembers earlier pairs by a 64-bit hash of both sides' normalized bytes.
///
/// Memory: 8 bytes per slot, or 11 to 22 bytes per remembered pair (a table is at most three quarters full, and doubles
/// when it grows). The table consists of 256 parts that grow one by one, so growing never needs twice the memory.
/// `capacity` is the limit: later pairs are still compared with the remembered ones, but no longer remembered. Among n
/// pairs, two different ones share a hash with probability n²/2⁶⁵: 3·10⁻⁴ for a hundred million pairs.
package struct DuplicateFilter: Sendable {
  /// Most pairs to remember.
  package let capacity: Int
  /// Pairs remembered so far.
  package private(set) var count = 0
  /// Pairs not remembered because the table was full.
  package private(set) var forgotten = 0
  private var parts: [HashPart]

  package init(capacity: Int) {
    self.capacity = capacity
    parts = Array(repeating: HashPart(), count: 256)
  }

  /// Returns true if `hash` is known; remembers it otherwise.
  package mutating func isDuplicate(_ hash: UInt64) -> Bool {
    // 0 marks an empty slot, so a hash of 0 is stored as 1.
    let key = hash == 0 ? 1 : hash
    let part = Int(key >> 56)
    if count >= capacity {
      if parts[part].contains(key) { return true }
      forgotten += 1
      return false
    }
    guard parts[part].insert(key) else { return true }
    count += 1
    return false
  }

  /// Hash of a pair. It includes the sides' lengths: ("ab", "c") and ("a", "bc") differ.
  package static func hash(source: some Collection<UInt8>, target: some Collection<UInt8>) -> UInt64 {
    var state = SplitMix64.value(seed: 0x746F_6C6D_6163_7331, at: 0)
    absorb(source, into: &state)
    absorb(target, into: &state)
    return state
  }

  /// Absorbs eight bytes at a time; the length follows the last, shorter word.
  private static func absorb(_ bytes: some Collection<UInt8>, into state: inout UInt64) {
    var word: UInt64 = 0
    var filled: UInt64 = 0
    var length: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << (8 * filled)
      filled += 1
      length += 1
      if filled == 8 {
        state = SplitMix64.value(seed: state ^ word, at: 0)
        word = 0
        filled = 0
      }
    }
    state = SplitMix64.value(seed: state ^ word, at: 0)
    state = SplitMix64.value(seed: state &+ length, at: 0)
  }
}

/// One part of the table: open addressing with linear probing; 0 marks an empty slot.
private struct HashPart: Sendable {
  private var slots: [UInt64] = []
  private var used = 0

  func contains(_ key: UInt64) -> Bool {
    guard !slots.isEmpty else { return false }
    return slots[slot(of: key)] == key
  }

  /// Returns false if `key` is already present.
  mutating func insert(_ key: UInt64) -> Bool {
    if 4 * (used + 1) > 3 * slots.count { grow() }
    let slot = slot(of: key)
    guard slots[slot] == 0 else { return false }
    slots[slot] = key
    used += 1
    return true
  }

  /// The slot of `key`, or the empty one where it belongs.
  private func slot(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: key) & mask
    while slots[slot] != 0 && slots[slot] != key { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: max(64, 2 * old.count))
    for key in old where key != 0 { slots[slot(of: key)] = key }
  }
}
