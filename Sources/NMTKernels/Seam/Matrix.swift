/// A row-major matrix in memory owned elsewhere: row r begins at `base + r · stride`.
///
/// Kernels take these; the caller guarantees that the memory outlives the call.
package struct Matrix: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let rows: Int
  package let columns: Int
  /// Floats from one row to the next, at least `columns`.
  package let stride: Int

  package init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    precondition(rows >= 0 && columns >= 0 && (stride ?? columns) >= columns, "Matrix: stride below columns")
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  package func row(_ r: Int) -> UnsafeMutablePointer<Float> { base + r * stride }

  /// Rows `range` of the same memory.
  package func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "Matrix.rows: \(range) outside 0..<\(rows)")
    return Matrix(base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// Columns `range` of the same memory.
  package func columns(_ range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "Matrix.columns: \(range) outside 0..<\(columns)")
    return Matrix(base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }
}
