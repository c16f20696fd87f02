package import NMTKernels

/// A matrix on a tape, with its gradient if one is wanted. Copies share memory.
///
/// Views (`rows`, `columns`) are free and unrecorded: they share values and gradient, and every backward pass *adds*.
package struct Tensor {
  /// `[rows, columns]`.
  package let values: Matrix
  /// `[rows, columns]`, zero at first; nil if no gradient is recorded.
  package let gradient: Matrix?

  package init(values: Matrix, gradient: Matrix?) {
    precondition(
      gradient == nil || (gradient!.rows == values.rows && gradient!.columns == values.columns),
      "Tensor: the gradient's shape is not the values'")
    self.values = values
    self.gradient = gradient
  }

  package var rows: Int { values.rows }
  package var columns: Int { values.columns }
  /// "[rows, columns]", for messages.
  package var shape: String { "[\(rows), \(columns)]" }

  package func rows(_ range: Range<Int>) -> Tensor {
    Tensor(values: values.rows(range), gradient: gradient?.rows(range))
  }

  package func columns(_ range: Range<Int>) -> Tensor {
    Tensor(values: values.columns(range), gradient: gradient?.columns(range))
  }

  /// These values as a constant, through which no gradient flows.
  package var detached: Tensor { Tensor(values: values, gradient: nil) }
}

extension Matrix {
  package var shape: String { "[\(rows), \(columns)]" }

  /// True if the rows are contiguous, so that a kernel over `rows · columns` floats can be used.
  package var isContiguous: Bool { stride == columns || rows <= 1 }

  package var count: Int { rows * columns }

  /// Calls `body` with offset and length of each contiguous piece: once for a contiguous matrix, else once per row.
  @inline(__always)
  package func forEachPiece(_ other: Matrix, _ body: (Int, Int, Int) -> Void) {
    if isContiguous && other.isContiguous {
      body(0, 0, count)
    } else {
      for r in 0..<rows { body(r * stride, r * other.stride, columns) }
    }
  }

  package func fill(_ value: Float) {
    for r in 0..<rows { row(r).update(repeating: value, count: columns) }
  }

  /// Copies a matrix of the same shape.
  package func copy(from other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "copy: \(other.shape) into \(shape)")
    forEachPiece(other) { to, from, n in (base + to).update(from: other.base + from, count: n) }
  }

  /// Adds `scale` times a matrix of the same shape.
  package func add(_ other: Matrix, scaledBy scale: Float = 1, _ kernels: any Kernels) {
    precondition(rows == other.rows && columns == other.columns, "add: \(other.shape) to \(shape)")
    forEachPiece(other) { to, from, n in kernels.add(other.base + from, scaledBy: scale, to: base + to, count: n) }
  }
}
