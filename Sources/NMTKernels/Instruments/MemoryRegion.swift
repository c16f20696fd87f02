/// The bytes that a matrix covers: `rows` runs of `width` bytes, `stride` bytes apart.
struct MemoryRegion {
  private let start: UInt
  private let rows: Int
  private let width: Int
  private let stride: Int

  init(_ matrix: Matrix, rows: Int) {
    start = UInt(bitPattern: matrix.base)
    (self.rows, width, stride) = (matrix.columns == 0 ? 0 : rows, 4 * matrix.columns, 4 * matrix.stride)
  }

  init(_ ids: UnsafePointer<Int32>, count: Int) {
    start = UInt(bitPattern: ids)
    (rows, width, stride) = (count == 0 ? 0 : 1, 4 * count, 4 * count)
  }

  private var end: UInt { rows == 0 ? start : start + UInt((rows - 1) * stride + width) }

  /// True if the two regions share a byte. Walks the rows of both in address order.
  func overlaps(_ other: MemoryRegion) -> Bool {
    guard start < other.end, other.start < end else { return false }
    var (own, others) = (0, 0)
    while own < rows, others < other.rows {
      let (a, b) = (start + UInt(own * stride), other.start + UInt(others * other.stride))
      if a + UInt(width) <= b {
        own += 1
      } else if b + UInt(other.width) <= a {
        others += 1
      } else {
        return true
      }
    }
    return false
  }

  /// True if element (r, k) of both is the same float wherever both have it.
  func isSame(as other: MemoryRegion) -> Bool {
    start == other.start && width == other.width && (stride == other.stride || rows == 1 && other.rows == 1)
  }
}
