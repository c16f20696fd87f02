import Foundation
package import NMTSystem

/// Floats of one owner, zero at first, on a 64-byte boundary.
///
/// Large blocks come as whole pages of 2 MiB where the system has them: packing and gathering walk memory in long
/// strides, and with small pages most of that time would go to looking up pages. A page takes memory from its first use on,
/// so that a block which is used in part costs that part: of a sparse block, small pages.
package final class FloatBlock: @unchecked Sendable {
  package let count: Int
  package let base: UnsafeMutablePointer<Float>
  private let mapping: UnsafeMutableRawBufferPointer

  private static let hugePage = 2 << 20

  /// Where the system gives no memory, a tool ends and an application traps.
  ///
  /// - Parameter isSparse: only short pieces here and there will be used.
  package convenience init(count: Int, isSparse: Bool = false) {
    do throws(Failure) {
      try self.init(reserving: count, isSparse: isSparse)
    } catch {
      leaveOutOfMemory(asking: count * 4)
    }
  }

  /// A block that the system may refuse: `Failure(.operatingSystem)`.
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
    // Refused where huge pages are switched off: then small ones serve.
    if isLarge { madvise(aligned, count * 4, Int32(MADV_HUGEPAGE)) }
    base = aligned.bindMemory(to: Float.self, capacity: count)
  }

  deinit { munmap(mapping.baseAddress, mapping.count) }
}
