/// Counts the n-grams of one segment's references and how many of the hypothesis's are among them.
///
/// Words become numbers, the same bytes the same number and nothing else (`String` would take NFC and NFD for equal). An
/// n-gram is a node: a word's node, or the pair of the node of its first n − 1 words and its last word's node, so two
/// n-grams are the same exactly where their nodes are. Both tables are open addressing with linear probing; a stamp in
/// each slot empties them between segments without touching them.
///
/// Each node keeps the largest count in any one reference; occurrence k in the hypothesis matches if k is at most that
/// (Papineni et al. 2002, section 2.1.1). The hypothesis adds no node: where its word or n-gram is unknown, no longer
/// one that begins there can match.
struct NGramTable: ~Copyable {
  private struct Node: BitwiseCopyable {
    /// The largest count in any one reference.
    var best: UInt32 = 0
    /// The count in the text `owner`.
    var current: UInt32 = 0
    var owner: UInt32 = .max
  }

  private struct WordSlot: BitwiseCopyable {
    var hash: UInt64 = 0
    var stamp: UInt32 = 0
    var node: Int32 = 0
    var start = 0
    var length = 0
  }

  private struct PairSlot: BitwiseCopyable {
    var key: UInt64 = 0
    var stamp: UInt32 = 0
    var node: Int32 = 0
  }

  private var nodes = Store<Node>(capacity: 1024)
  /// The bytes of the references' words, one after the other.
  private var bytes = Store<UInt8>(capacity: 4096)
  private var wordSlots = Store(repeating: WordSlot(), count: 1024)
  private var pairSlots = Store(repeating: PairSlot(), count: 2048)
  private var wordCount = 0
  private var pairCount = 0
  private var stamp: UInt32 = 0
  private var texts: UInt32 = 0
  private var sequence = Store<Int32>(capacity: 256)

  /// Forgets all texts.
  mutating func removeAll() {
    nodes.removeAll()
    bytes.removeAll()
    (wordCount, pairCount, texts) = (0, 0, 0)
    stamp &+= 1
    if stamp == 0 {
      wordSlots = Store(repeating: WordSlot(), count: wordSlots.count)
      pairSlots = Store(repeating: PairSlot(), count: pairSlots.count)
      stamp = 1
    }
  }

  /// Adds a reference: its n-grams of 1 to `order` words.
  mutating func addReference(_ text: UnsafeBufferPointer<UInt8>, _ words: borrowing Words, order: Int) {
    reserve(words: words.count, pairs: words.count * (min(order, words.count) - 1))
    sequence.removeAll()
    for index in 0..<words.count {
      let span = words.spans[index]
      sequence.append(insertWord(UnsafeBufferPointer(rebasing: text[span.start..<span.end])))
    }
    for first in 0..<sequence.count {
      var node = sequence[first]
      count(node)
      for last in (first + 1)..<max(first + 1, min(sequence.count, first + order)) {
        node = insertPair(node, sequence[last])
        count(node)
      }
    }
    texts += 1
  }

  /// Counts the hypothesis's n-grams that match: `matches[n − 1]` grows by those of n words.
  mutating func addMatches(
    _ text: UnsafeBufferPointer<UInt8>, _ words: borrowing Words, to matches: inout [Int]
  ) {
    let order = matches.count
    sequence.removeAll()
    for index in 0..<words.count {
      let span = words.spans[index]
      sequence.append(findWord(UnsafeBufferPointer(rebasing: text[span.start..<span.end])))
    }
    for first in 0..<sequence.count where sequence[first] >= 0 {
      var node = sequence[first]
      if isMatch(node) { matches[0] += 1 }
      for last in (first + 1)..<max(first + 1, min(sequence.count, first + order)) {
        guard sequence[last] >= 0 else { break }
        node = findPair(node, sequence[last])
        guard node >= 0 else { break }
        if isMatch(node) { matches[last - first] += 1 }
      }
    }
    texts += 1
  }

  // MARK: Counts

  @inline(__always)
  private mutating func count(_ index: Int32) {
    let node = nodes.base + Int(index)
    if node.pointee.owner != texts {
      node.pointee.owner = texts
      node.pointee.current = 0
    }
    node.pointee.current += 1
    if node.pointee.current > node.pointee.best { node.pointee.best = node.pointee.current }
  }

  @inline(__always)
  private mutating func isMatch(_ index: Int32) -> Bool {
    let node = nodes.base + Int(index)
    if node.pointee.owner != texts {
      node.pointee.owner = texts
      node.pointee.current = 0
    }
    node.pointee.current += 1
    return node.pointee.current <= node.pointee.best
  }

  @inline(__always)
  private mutating func newNode() -> Int32 {
    nodes.append(Node())
    return Int32(nodes.count - 1)
  }

  // MARK: Words

  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: word.count) &* 0x9E37_79B9_7F4A_7C15
    let base = UnsafeRawPointer(word.baseAddress!)
    var index = 0
    while index + 8 <= word.count {
      hash = mix(hash ^ base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    while index < word.count {
      rest = rest << 8 | UInt64(word[index])
      index += 1
    }
    return mix(hash ^ rest)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  /// The slot of a word, or the empty one where it belongs.
  @inline(__always)
  private func wordSlot(_ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    let mask = wordSlots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = wordSlots[index]
      if slot.stamp != stamp { return index }
      if slot.hash == hash && slot.length == word.count && equal(bytes.base + slot.start, word) { return index }
      index = (index + 1) & mask
    }
  }

  @inline(__always)
  private func equal(_ start: UnsafePointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in 0..<word.count where start[index] != word[index] { return false }
    return true
  }

  private mutating func insertWord(_ word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let hash = NGramTable.hash(word)
    let index = wordSlot(word, hash)
    if wordSlots[index].stamp == stamp { return wordSlots[index].node }
    let node = newNode()
    wordSlots[index] = WordSlot(hash: hash, stamp: stamp, node: node, start: bytes.count, length: word.count)
    bytes.append(contentsOf: word)
    wordCount += 1
    return node
  }

  private func findWord(_ word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let slot = wordSlots[wordSlot(word, NGramTable.hash(word))]
    return slot.stamp == stamp ? slot.node : -1
  }

  // MARK: Pairs

  @inline(__always)
  private static func key(_ prefix: Int32, _ word: Int32) -> UInt64 {
    UInt64(UInt32(prefix)) << 32 | UInt64(UInt32(word))
  }

  /// The slot of a pair, or the empty one where it belongs.
  @inline(__always)
  private func pairSlot(_ key: UInt64) -> Int {
    let mask = pairSlots.count - 1
    var index = Int(truncatingIfNeeded: NGramTable.mix(key)) & mask
    while pairSlots[index].stamp == stamp && pairSlots[index].key != key { index = (index + 1) & mask }
    return index
  }

  @inline(__always)
  private mutating func insertPair(_ prefix: Int32, _ word: Int32) -> Int32 {
    let key = NGramTable.key(prefix, word)
    let index = pairSlot(key)
    if pairSlots[index].stamp == stamp { return pairSlots[index].node }
    let node = newNode()
    pairSlots[index] = PairSlot(key: key, stamp: stamp, node: node)
    pairCount += 1
    return node
  }

  @inline(__always)
  private func findPair(_ prefix: Int32, _ word: Int32) -> Int32 {
    let slot = pairSlots[pairSlot(NGramTable.key(prefix, word))]
    return slot.stamp == stamp ? slot.node : -1
  }

  // MARK: Growth

  /// Makes room for so many more words and pairs with the tables at most half full.
  private mutating func reserve(words: Int, pairs: Int) {
    if (wordCount + words) * 2 > wordSlots.count {
      var slots = Store(repeating: WordSlot(), count: NGramTable.tableSize(wordCount + words))
      swap(&slots, &wordSlots)
      for index in 0..<slots.count where slots[index].stamp == stamp {
        let word = UnsafeBufferPointer(start: bytes.base + slots[index].start, count: slots[index].length)
        wordSlots[wordSlot(word, slots[index].hash)] = slots[index]
      }
    }
    if (pairCount + pairs) * 2 > pairSlots.count {
      var slots = Store(repeating: PairSlot(), count: NGramTable.tableSize(pairCount + pairs))
      swap(&slots, &pairSlots)
      for index in 0..<slots.count where slots[index].stamp == stamp {
        pairSlots[pairSlot(slots[index].key)] = slots[index]
      }
    }
  }

  private static func tableSize(_ count: Int) -> Int {
    var size = 1024
    while size < count * 2 { size *= 2 }
    return size
  }
}
