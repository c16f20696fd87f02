/// A trie of pieces by their bytes; finds all pieces that begin at a position in a text.
///
/// Nodes lie in flat arrays: a node's children are a sorted run of `labels` and `targets`. Built breadth first from
/// sorted pieces.
struct PieceTrie: Sendable {
  private var labels: [UInt8] = []
  private var targets: [Int32] = []
  /// Children of node n: `childStarts[n]..<childStarts[n + 1]`.
  private var childStarts: [Int32] = []
  /// The piece that ends in node n, or -1.
  private var ids: [Int32] = []

  init(_ pieces: [(bytes: [UInt8], id: Int32)]) {
    let sorted = pieces.filter { !$0.bytes.isEmpty }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    // A node is a range of pieces with a common prefix of `depth` bytes.
    var nodes: [(range: Range<Int>, depth: Int)] = [(0..<sorted.count, 0)]
    var index = 0
    while index < nodes.count {
      let (range, depth) = nodes[index]
      index += 1
      var position = range.lowerBound
      var id: Int32 = -1
      while position < range.upperBound, sorted[position].bytes.count == depth {
        if id < 0 { id = sorted[position].id }
        position += 1
      }
      ids.append(id)
      childStarts.append(Int32(labels.count))
      while position < range.upperBound {
        let label = sorted[position].bytes[depth]
        var end = position
        while end < range.upperBound, sorted[end].bytes[depth] == label { end += 1 }
        labels.append(label)
        targets.append(Int32(nodes.count))
        nodes.append((position..<end, depth + 1))
        position = end
      }
    }
    childStarts.append(Int32(labels.count))
  }

  /// All pieces that match `text` at `start`, shortest first.
  func matches(_ text: [UInt8], at start: Int) -> [(id: Int32, length: Int)] {
    var found: [(id: Int32, length: Int)] = []
    var node: Int32 = 0
    var position = start
    while position < text.count, let next = child(of: node, text[position]) {
      node = next
      position += 1
      if ids[Int(node)] >= 0 { found.append((ids[Int(node)], position - start)) }
    }
    return found
  }

  /// Id of the piece with exactly these bytes; nil if there is none.
  func id(of bytes: ArraySlice<UInt8>) -> Int32? {
    var node: Int32 = 0
    for byte in bytes {
      guard let next = child(of: node, byte) else { return nil }
      node = next
    }
    let id = ids[Int(node)]
    return id >= 0 ? id : nil
  }

  /// Binary search among the children.
  private func child(of node: Int32, _ label: UInt8) -> Int32? {
    var low = Int(childStarts[Int(node)])
    var high = Int(childStarts[Int(node) + 1])
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] < label { low = middle + 1 } else { high = middle }
    }
    return low < Int(childStarts[Int(node) + 1]) && labels[low] == label ? targets[low] : nil
  }
}
