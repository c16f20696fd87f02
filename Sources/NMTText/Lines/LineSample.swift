import NMTSystem

/// An even sample of a stream of lines, bounded in size. A line's random priority depends only on its number and the
/// seed, and the lines with the smallest priorities are kept: the same lines yield the same sample in every run.
package struct LineSample: Sendable {
  private struct Entry: Sendable {
    let priority: UInt64
    let number: Int
    let line: [UInt8]
  }

  private let lineLimit: Int
  private let byteLimit: Int
  private let seed: UInt64
  /// A heap: no entry has a smaller priority than those at 2i + 1 and 2i + 2.
  private var heap: [Entry] = []
  private var byteCount = 0
  /// Lines offered so far.
  package private(set) var seenCount = 0
  /// Set once lines have been dropped: from then on a line must be below the largest kept priority.
  private var isFull = false

  /// Bytes kept per line; the rest is cut off. SentencePiece skips longer lines.
  static let longestLine = 4096

  /// - Parameters:
  /// - lineLimit: most lines to keep.
  /// - byteLimit: most bytes to keep.
  package init(lineLimit: Int, byteLimit: Int = 1 << 28, seed: UInt64) {
    precondition(lineLimit > 0 && byteLimit >= LineSample.longestLine, "a sample needs room for one line")
    self.lineLimit = lineLimit
    self.byteLimit = byteLimit
    self.seed = seed
  }

  /// Lines in the sample.
  package var count: Int { heap.count }

  /// Offers a line, which is kept or not by its random priority; an empty line never is.
  package mutating func add(_ line: String) {
    let number = seenCount
    seenCount += 1
    let priority = SplitMix64.value(seed: seed, at: UInt64(number))
    if line.isEmpty || isFull && priority >= heap[0].priority { return }
    let bytes = Array(LineSample.shortened(line.utf8))
    byteCount += bytes.count
    insert(Entry(priority: priority, number: number, line: bytes))
    while heap.count > lineLimit || byteCount > byteLimit {
      byteCount -= removeLargest().line.count
      isFull = true
    }
  }

  /// The sampled lines in stream order.
  package var lines: [[UInt8]] { heap.sorted { $0.number < $1.number }.map(\.line) }

  /// The first `longestLine` bytes at most, without cutting a character.
  private static func shortened(_ line: String.UTF8View) -> Substring.UTF8View {
    guard line.count > longestLine else { return line[...] }
    var end = line.index(line.startIndex, offsetBy: longestLine)
    while line[end] & 0xC0 == 0x80 { end = line.index(before: end) }
    return line[..<end]
  }

  private mutating func insert(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2].priority < heap[child].priority {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func removeLargest() -> Entry {
    heap.swapAt(0, heap.count - 1)
    let largest = heap.removeLast()
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child].priority < heap[child + 1].priority { child += 1 }
      if heap[parent].priority >= heap[child].priority { break }
      heap.swapAt(parent, child)
      parent = child
    }
    return largest
  }
}
