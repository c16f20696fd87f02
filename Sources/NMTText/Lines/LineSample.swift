import NMTSystem

/// A sample of bounded size of a stream of lines, drawn evenly: every line has a random priority that only its number and
/// the seed decide, and the lines with the smallest ones stay. The same lines give the same sample in every run.
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
  /// Lines seen.
  package private(set) var seenCount = 0
  /// Once lines have been dropped, only those below the largest kept priority can still come in.
  private var isFull = false

  /// A line counts with at most so many bytes; the rest is not kept. Longer ones are skipped by SentencePiece.
  static let longestLine = 4096

  /// - Parameters:
  ///   - lineLimit: lines that are kept at most.
  ///   - byteLimit: bytes that are kept at most.
  package init(lineLimit: Int, byteLimit: Int = 1 << 28, seed: UInt64) {
    precondition(lineLimit > 0 && byteLimit >= LineSample.longestLine, "a sample needs room for one line")
    self.lineLimit = lineLimit
    self.byteLimit = byteLimit
    self.seed = seed
  }

  /// Lines kept.
  package var count: Int { heap.count }

  /// Offers a line, which stays or not by its random priority; an empty one never stays.
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

  /// The lines that stayed, in the order of the stream.
  package var lines: [[UInt8]] { heap.sorted { $0.number < $1.number }.map(\.line) }

  /// At most `longestLine` bytes, and no character cut.
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
