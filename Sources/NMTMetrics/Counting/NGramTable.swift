/// Counts the n-grams of one segment's references, and the matching n-grams of the hypothesis.
///
/// The texts are sequences of symbols: word numbers or scalars. An n-gram is a node, found by the node of its first n −
/// 1 symbols and its last symbol, so two n-grams are equal exactly if their nodes are. The table uses open addressing
/// with linear probing; a stamp in each slot empties it between segments without clearing it.
///
/// Each node keeps the largest count in any one reference; occurrence k in the hypothesis matches if k is at most that
/// count (Papineni et al. 2002, section 2.1.1). The hypothesis adds no nodes: if its n-gram is unknown, no longer one
/// that starts there can match.
struct NGramTable: ~Copyable {
  struct Node: BitwiseCopyable {
    /// Largest count in any one reference.
    var best: UInt32 = 0
    /// Count in the text `owner`.
    var current: UInt32 = 0
    var owner: UInt32 = .max
  }

  struct Slot: BitwiseCopyable {
    /// The prefix's node in the high half, the last symbol in the low one.
    var key: UInt64 = 0
    var stamp: UInt32 = 0
    var node: Int32 = 0
  }

  private var nodes = Store<Node>(capacity: 1024)
  private var slots = Store(repeating: Slot(), count: 2048)
  private var stamp: UInt32 = 1
  private var texts: UInt32 = 0

  /// Prefix of unigrams.
  private static let root: Int32 = -1

  /// Removes all texts.
  mutating func removeAll() {
    nodes.removeAll()
    texts = 0
    stamp &+= 1
    if stamp == 0 {
      slots = Store(repeating: Slot(), count: slots.count)
      stamp = 1
    }
  }

  /// Adds a reference: its n-grams of 1 to `order` symbols.
  mutating func addReference(_ symbols: UnsafeBufferPointer<Int32>, order: Int) {
    reserve(symbols.count * min(order, symbols.count))
    for first in 0..<symbols.count {
      var node = NGramTable.root
      for last in first..<min(symbols.count, first + order) {
        node = insert(node, symbols[last])
        let count = occurrences(of: node)
        if count > nodes[Int(node)].best { nodes[Int(node)].best = count }
      }
    }
    texts += 1
  }

  /// Adds the hypothesis's matching n-grams to `matches[n − 1]`. A symbol below 0 occurs in no reference.
  mutating func addMatches(_ symbols: UnsafeBufferPointer<Int32>, to matches: UnsafeMutableBufferPointer<Int>) {
    for first in 0..<symbols.count {
      var node = NGramTable.root
      for last in first..<min(symbols.count, first + matches.count) {
        guard symbols[last] >= 0 else { break }
        node = find(node, symbols[last])
        guard node >= 0 else { break }
        if occurrences(of: node) <= nodes[Int(node)].best { matches[last - first] += 1 }
      }
    }
    texts += 1
  }

  /// Occurrences of the n-gram in the current text so far, including this one.
  @inline(__always)
  private mutating func occurrences(of index: Int32) -> UInt32 {
    let node = nodes.base + Int(index)
    if node.pointee.owner != texts {
      node.pointee.owner = texts
      node.pointee.current = 0
    }
    node.pointee.current += 1
    return node.pointee.current
  }

  @inline(__always)
  private static func key(_ prefix: Int32, _ symbol: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: prefix)) << 32 | UInt64(UInt32(bitPattern: symbol))
  }

  /// The slot of an n-gram, or the empty one where it belongs.
  @inline(__always)
  private func slot(_ key: UInt64) -> Int {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: Hash.mix(key)) & mask
    while slots[index].stamp == stamp && slots[index].key != key { index = (index + 1) & mask }
    return index
  }

  @inline(__always)
  private mutating func insert(_ prefix: Int32, _ symbol: Int32) -> Int32 {
    let key = NGramTable.key(prefix, symbol)
    let index = slot(key)
    if slots[index].stamp == stamp { return slots[index].node }
    let node = Int32(nodes.count)
    nodes.append(Node())
    slots[index] = Slot(key: key, stamp: stamp, node: node)
    return node
  }

  @inline(__always)
  private func find(_ prefix: Int32, _ symbol: Int32) -> Int32 {
    let slot = slots[slot(NGramTable.key(prefix, symbol))]
    return slot.stamp == stamp ? slot.node : -1
  }

  /// Makes room for this many more nodes, with the table at most half full.
  private mutating func reserve(_ additional: Int) {
    let needed = (nodes.count + additional) * 2
    guard needed > slots.count else { return }
    var size = slots.count
    while size < needed { size *= 2 }
    var old = Store(repeating: Slot(), count: size)
    swap(&old, &slots)
    for index in 0..<old.count where old[index].stamp == stamp { slots[slot(old[index].key)] = old[index] }
  }
}
