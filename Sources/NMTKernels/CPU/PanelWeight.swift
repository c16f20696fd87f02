import CKernels

/// A right-hand side in panels two vectors wide, each contiguous in depth (CKernels/products/pack.inc). On processors
/// with bfloat16 instructions, two consecutive depths are side by side.
final class PanelWeight: PackedWeight, @unchecked Sendable {
  let depth: Int
  let columns: Int
  let table: UnsafePointer<ck_kernels>
  let precision: Precision
  private let products: ck_products
  private let block: FloatBlock
  private let transposed: Bool

  init(_ weight: Matrix, transposed: Bool, kernels: CPUKernels) {
    (depth, columns) = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
    self.transposed = transposed
    table = kernels.table
    precision = kernels.precision
    products = kernels.products
    block = FloatBlock(count: max(1, products.packedFloats(depth, columns)))
    repack(from: weight)
  }

  /// Valid for the lifetime of this object.
  var memory: UnsafeMutablePointer<Float> { block.base }

  func repack(from weight: Matrix, rows: Range<Int>) {
    checkRepack(of: weight, rows: rows, transposed: transposed, depth: depth, columns: columns)
    products.pack(weight.c, transposed ? 1 : 0, rows.lowerBound, rows.count, memory)
  }
}
