import Foundation
package import NMTSystem

/// Floats with one owner, initially zero, on a 64-byte boundary.
///
/// Large blocks use 2 MiB pages where the system has them: packing and gathering walk memory in long strides and would
/// spend most of their time on page lookups with small pages. A page takes memory from its first use on. So a sparse
/// block, only partly used, gets small pages.
package final class FloatBlock: @unchecked Sendable {
  package let count: Int
  package let base: UnsafeMutablePointer<Float>
  private let mapping: UnsafeMutableRawBufferPointer

  private static let hugePage = 2 << 20

  /// Creates a block; if the system refuses the memory, a tool ends and an application traps.
  ///
  /// - Parameter isSparse: true if only short, scattered pieces will be used.
  package convenience init(count: Int, isSparse: Bool = false) {
    do throws(Failure) {
      try self.init(reserving: count, isSparse: isSparse)
    } catch {
      leaveOutOfMemory(asking: count * 4)
    }
  }

  /// Creates a block; throws `Failure(.operatingSystem)` if the system refuses the memory.
  package init(reserving count: Int, isSparse: Bool = false) throws(Failure) {
    self.count = count
    let isLarge = !isSparse && count * 4 >= Self.hugePage
    let slack = isLarge ? Self.hugePage : 0
    let bytes = max(count * 4, 64) + slack
    guard let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { throw .outOfMemory(asking: bytes, "for a search") }
    mapping = UnsafeMutableRawBufferPointer(start: memory, count: bytes)
    let start = (UInt(bitPattern: memory) + UInt(slack)) & ~UInt(isLarge ? Self.hugePage - 1 : 63)
    let aligned = UnsafeMutableRawPointer(bitPattern: start) ?? memory
    // Fails if huge pages are disabled; small pages then work too.
    if isLarge { madvise(aligned, count * 4, Int32(MADV_HUGEPAGE)) }
    base = aligned.bindMemory(to: Float.self, capacity: count)
  }

  deinit { munmap(mapping.baseAddress, mapping.count) }
}
