/// Kernels that compute nothing and count the operations of products. A tape on them runs a model's own code, which
/// requests the memory it needs but takes almost no time. Results are whatever is in that memory.
///
/// Each instance belongs to one thread.
package final class DryKernels: KernelDecorator, @unchecked Sendable {
  private final class DryWeight: PackedWeight {
    let depth: Int
    let columns: Int

    init(depth: Int, columns: Int) { (self.depth, self.columns) = (depth, columns) }

    func repack(from weight: Matrix, rows: Range<Int>) {}
  }

  /// Multiplications and additions of all products so far.
  package private(set) var operations = 0.0

  package init() {}

  package let name = "dry"

  /// Unavailable; no call reaches it.
  package var base: any Kernels { preconditionFailure("DryKernels: nothing is computed") }

  package func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    transposed
      ? DryWeight(depth: weight.columns, columns: weight.rows) : DryWeight(depth: weight.rows, columns: weight.columns)
  }

  package func perform<Result>(
    _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall, _ work: () -> Result
  ) -> Result {
    self.operations += operations
    return skipped
  }
}
