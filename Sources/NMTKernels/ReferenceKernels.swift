/// The arithmetic in plain loops: the oracle of the tests and the text to read first.
///
/// Every sum runs in row or index order in double precision and is rounded once, so that a difference to a fast kernel
/// is that kernel's own error. Nothing here is fast.
public struct ReferenceKernels: Kernels {
  public init() {}
  public var name: String { "reference" }

  // MARK: Products

  public func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) {
    let size = ProductSize(a, transposed: ta, b, transposed: tb, into: c)
    for r in 0..<size.rows {
      for j in 0..<size.columns {
        var sum = accumulate ? Double(c.row(r)[j]) : 0
        for k in 0..<size.depth {
          sum += Double(ta ? a.row(k)[r] : a.row(r)[k]) * Double(tb ? b.row(j)[k] : b.row(k)[j])
        }
        c.row(r)[j] = Float(sum)
      }
    }
  }

  public func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) {
    checkUses(uses, gradient)
    for j in 0..<gradient.rows {
      for k in 0..<gradient.columns {
        var sum = accumulate ? Double(gradient.row(j)[k]) : 0
        for use in uses {
          for r in 0..<use.x.rows { sum += Double(use.dy.row(r)[j]) * Double(use.x.row(r)[k]) }
        }
        gradient.row(j)[k] = Float(sum)
      }
    }
  }

  public func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    ReferencePackedWeight(weight, transposed: transposed)
  }

  public func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    guard let packed = packed as? ReferencePackedWeight else {
      preconditionFailure("ReferenceKernels.product: weight packed by another backend")
    }
    product(a, transposed: false, packed.matrix, transposed: false, into: c, accumulate: accumulate)
  }
}

/// The plain form of a packed weight: a dense copy `[depth, columns]`.
final class ReferencePackedWeight: ColumnSelection, @unchecked Sendable {
  private(set) var matrix: Matrix
  private let transposed: Bool
  /// Whose columns these are; nil for a whole weight.
  private let whole: ReferencePackedWeight?
  var depth: Int { matrix.rows }
  var columns: Int { matrix.columns }

  init(_ weight: Matrix, transposed: Bool) {
    let (depth, columns) = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(1, depth * columns))
    self.matrix = Matrix(memory, rows: depth, columns: columns)
    self.transposed = transposed
    whole = nil
    repack(from: weight)
  }

  deinit { matrix.base.deallocate() }

  func repack(from weight: Matrix) {
    checkRepack(of: weight, transposed: transposed, depth: depth, columns: columns)
    for k in 0..<depth {
      for j in 0..<columns { matrix.row(k)[j] = transposed ? weight.row(j)[k] : weight.row(k)[j] }
    }
  }

  private init(selectingFrom whole: ReferencePackedWeight) {
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(1, whole.depth * whole.columns))
    matrix = Matrix(memory, rows: whole.depth, columns: 0, stride: whole.columns)
    (transposed, self.whole) = (whole.transposed, whole)
  }

  func makeSelection() -> any ColumnSelection { ReferencePackedWeight(selectingFrom: self) }

  func append(columns ids: [Int32]) {
    guard let whole else { preconditionFailure("append: to a whole weight") }
    checkSelection(ids, of: whole.columns, beside: columns)
    for k in 0..<depth {
      for (j, id) in ids.enumerated() { matrix.row(k)[columns + j] = whole.matrix.row(k)[Int(id)] }
    }
    matrix = Matrix(matrix.base, rows: depth, columns: columns + ids.count, stride: matrix.stride)
  }

  func removeColumns() { matrix = Matrix(matrix.base, rows: depth, columns: 0, stride: matrix.stride) }
}
