package import NMTKernels
import NMTSystem

/// A matrix that owns its memory and is immutable once filled: part of a recurrent state.
package final class OwnedMatrix: @unchecked Sendable {
  package let matrix: Matrix
  private let pool: MatrixPool?

  /// Creates an uninitialized matrix.
  package init(rows: Int, columns: Int, pool: MatrixPool? = nil) {
    let bytes = MatrixPool.capacity(rows * columns * 4)
    let memory = pool?.take(bytes) ?? .allocate(byteCount: bytes, alignment: 64)
    matrix = Matrix(memory.bindMemory(to: Float.self, capacity: bytes / 4), rows: rows, columns: columns)
    self.pool = pool
  }

  package convenience init(copying other: Matrix, pool: MatrixPool? = nil) {
    self.init(rows: other.rows, columns: other.columns, pool: pool)
    matrix.copy(from: other)
  }

  /// Concatenates rows `ranges` of `a`, in order, and all rows of `b`.
  package convenience init(_ ranges: [Range<Int>], of a: OwnedMatrix, and b: OwnedMatrix) {
    let count = ranges.reduce(0) { $0 + $1.count }
    self.init(rows: count + b.matrix.rows, columns: a.matrix.columns, pool: a.pool)
    var next = 0
    for range in ranges where !range.isEmpty {
      matrix.rows(next..<next + range.count).copy(from: a.matrix.rows(range))
      next += range.count
    }
    matrix.rows(next..<next + b.matrix.rows).copy(from: b.matrix)
  }

  package static func zeros(rows: Int, columns: Int, pool: MatrixPool) -> OwnedMatrix {
    let result = OwnedMatrix(rows: rows, columns: columns, pool: pool)
    result.matrix.fill(0)
    return result
  }

  deinit {
    let memory = UnsafeMutableRawPointer(matrix.base)
    if let pool {
      pool.give(memory, MatrixPool.capacity(matrix.rows * matrix.columns * 4))
    } else {
      memory.deallocate()
    }
  }

  package func isMemory(of other: Matrix) -> Bool {
    (other.base, other.rows, other.columns) == (matrix.base, matrix.rows, matrix.columns)
  }

  package var tensor: Tensor { Tensor(values: matrix, gradient: nil) }

  package func selecting(rows: [Int]) -> OwnedMatrix {
    let selected = OwnedMatrix(rows: rows.count, columns: matrix.columns, pool: pool)
    for (to, from) in rows.enumerated() {
      precondition(from >= 0 && from < matrix.rows, "selecting: row \(from) of \(matrix.rows)")
      selected.matrix.row(to).update(from: matrix.row(from), count: matrix.columns)
    }
    return selected
  }
}

/// A pool of memory for states, recycled between steps.
///
/// Every step creates new states and drops old ones whose sizes vary by a few rows; the heap would request a page from
/// the kernel for each, or fragment. Sizes are rounded up to four per power of two, so there are few size classes, each
/// with as many blocks as were ever in use at once.
package final class MatrixPool: @unchecked Sendable {
  /// Free memory by size in bytes. May move between threads, since nothing uses it.
  private struct Kinds: @unchecked Sendable {
    var free: [Int: [UnsafeMutableRawPointer]] = [:]
  }
  private let kinds = Locked(Kinds())

  package init() {}

  /// Rounds bytes up to a size class.
  package static func capacity(_ bytes: Int) -> Int {
    let power = 1 << (Int.bitWidth - 1 - max(bytes, 256).leadingZeroBitCount)
    return (max(bytes, 256) + power / 4 - 1) / (power / 4) * (power / 4)
  }

  package func take(_ bytes: Int) -> UnsafeMutableRawPointer {
    kinds.withLock { $0.free[bytes]?.popLast() } ?? .allocate(byteCount: bytes, alignment: 64)
  }

  package func give(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
    kinds.withLock { $0.free[bytes, default: []].append(memory) }
  }

  deinit {
    kinds.withLock { kinds in
      for memory in kinds.free.values.joined() { memory.deallocate() }
    }
  }
}
