import NMTKernels
package import NMTSystem

/// Memory of one training or decoding step: allocated by moving a pointer, freed all at once.
///
/// Every allocation begins on a 64-byte boundary. The arena grows in whole blocks; `reset()` merges them into one block
/// of the same total size, so nothing is allocated after the largest step. Each arena belongs to one thread.
package final class Arena {

  /// A position to return to with `release(to:)`.
  package struct Mark {
    fileprivate let block: Int
    fileprivate let used: Int
    fileprivate let before: Int
  }

  private static let alignment = 64
  private static let smallestBlock = 4 << 20

  private var blocks: [FloatBlock] = []
  private var current = 0
  private var used = 0
  /// Bytes used in the blocks before the current one.
  private var before = 0
  /// Largest number of bytes in use at once so far.
  package private(set) var peakBytes = 0

  package init() {}

  /// Bytes that the arena holds, used or not.
  package var capacityBytes: Int { blocks.reduce(0) { $0 + $1.bytes } }

  /// Reserves memory for a step of this many bytes, so that the step allocates nothing; call it between steps.
  ///
  /// - Throws: `Failure(.operatingSystem)` if the system refuses; the arena is then empty.
  package func reserve(_ bytes: Int) throws(Failure) {
    guard bytes > capacityBytes || blocks.count > 1 else { return }
    let capacity = max(bytes, capacityBytes, Self.smallestBlock)
    blocks.removeAll(keepingCapacity: true)
    reset()
    blocks.append(try FloatBlock(reserving: (capacity + 3) / MemoryLayout<Float>.stride))
  }

  /// `count` uninitialized floats.
  package func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    bytes(count * MemoryLayout<Float>.stride).bindMemory(to: Float.self, capacity: count)
  }

  /// Copies `ids` into the arena.
  package func copy(_ ids: [Int32]) -> UnsafePointer<Int32> {
    let memory = bytes(ids.count * MemoryLayout<Int32>.stride).bindMemory(to: Int32.self, capacity: ids.count)
    ids.withUnsafeBufferPointer { if let base = $0.baseAddress { memory.update(from: base, count: ids.count) } }
    return UnsafePointer(memory)
  }

  /// Frees everything; pointers returned before are invalid.
  package func reset() {
    if blocks.count > 1 {
      let capacity = capacityBytes
      blocks.removeAll(keepingCapacity: true)
      addBlock(capacity)
    }
    current = 0
    used = 0
    before = 0
  }

  package func mark() -> Mark { Mark(block: current, used: used, before: before) }

  /// Frees everything allocated since `mark`.
  package func release(to mark: Mark) {
    current = mark.block
    used = mark.used
    before = mark.before
  }

  private func bytes(_ count: Int) -> UnsafeMutableRawPointer {
    let size = (max(count, 1) + Self.alignment - 1) & ~(Self.alignment - 1)
    while current < blocks.count, used + size > blocks[current].bytes { nextBlock() }
    if current == blocks.count { addBlock(max(size, Self.smallestBlock, capacityBytes / 2)) }
    defer {
      used += size
      peakBytes = max(peakBytes, before + used)
    }
    return UnsafeMutableRawPointer(blocks[current].base) + used
  }

  private func nextBlock() {
    before += used
    used = 0
    current += 1
  }

  private func addBlock(_ capacity: Int) {
    blocks.append(FloatBlock(count: (capacity + 3) / MemoryLayout<Float>.stride))
  }
}

extension FloatBlock {
  fileprivate var bytes: Int { count * MemoryLayout<Float>.stride }
}
