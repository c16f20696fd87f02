import Foundation

/// Numbers the words of one segment. Words are equal only if their bytes are (`String` would treat NFC and NFD as
/// equal).
///
/// Open addressing with linear probing, at most half full; a stamp in each slot empties the table between segments
/// without clearing it.
struct WordTable: ~Copyable {
  struct Slot: BitwiseCopyable {
    var hash: UInt64 = 0
    var stamp: UInt32 = 0
    var number: Int32 = 0
    var start = 0
    var length = 0
  }

  private var slots = Store(repeating: Slot(), count: 1024)
  /// The words' bytes, concatenated.
  private var bytes = Store<UInt8>(capacity: 4096)
  private var count = 0
  private var stamp: UInt32 = 1

  /// Removes all words.
  mutating func removeAll() {
    bytes.removeAll()
    count = 0
    stamp &+= 1
    if stamp == 0 {
      slots = Store(repeating: Slot(), count: slots.count)
      stamp = 1
    }
  }

  /// The number of a word, from 0 in order of first insertion.
  mutating func insert(_ word: UnsafeBufferPointer<UInt8>) -> Int32 {
    if (count + 1) * 2 > slots.count { grow() }
    let hash = Hash.of(word)
    let index = slot(word, hash)
    if slots[index].stamp == stamp { return slots[index].number }
    slots[index] = Slot(hash: hash, stamp: stamp, number: Int32(count), start: bytes.count, length: word.count)
    bytes.append(contentsOf: word)
    count += 1
    return Int32(count - 1)
  }

  /// The number of a word; -1 if it was not inserted.
  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let slot = slots[slot(word, Hash.of(word))]
    return slot.stamp == stamp ? slot.number : -1
  }

  /// The slot of a word, or the empty one where it belongs.
  @inline(__always)
  private func slot(_ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].stamp == stamp {
      let slot = slots[index]
      if slot.hash == hash && slot.length == word.count && equal(bytes.base + slot.start, word) { break }
      index = (index + 1) & mask
    }
    return index
  }

  @inline(__always)
  private func equal(_ start: UnsafePointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    word.count == 0 || memcmp(start, word.baseAddress!, word.count) == 0
  }

  private mutating func grow() {
    var old = Store(repeating: Slot(), count: slots.count * 2)
    swap(&old, &slots)
    for index in 0..<old.count where old[index].stamp == stamp {
      let word = UnsafeBufferPointer(start: UnsafePointer(bytes.base + old[index].start), count: old[index].length)
      slots[slot(word, old[index].hash)] = old[index]
    }
  }
}
