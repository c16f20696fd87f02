/// Kernels that check every call against its description: shapes, ids, and which arguments may share memory.
///
/// Tests of ops and layers run on these. A call that breaks a rule is reported by name, with both arguments, and is not
/// made. Memory that a kernel overwrites is first filled with NaN, so that reading it spoils the result.
package final class CheckingKernels: KernelDecorator {
  package let base: any Kernels
  private let report: @Sendable (String) -> Void

  /// - Parameter report: receives the description of a broken rule; by default it ends the process.
  package init(_ base: any Kernels, report: @escaping @Sendable (String) -> Void = { fatalError($0) }) {
    self.base = base
    self.report = report
  }

  package var name: String { "checked \(base.name)" }

  package func perform<Result>(
    _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall, _ work: () -> Result
  ) -> Result {
    let call = call()
    if let violation = call.violation {
      report(violation)
      return skipped
    }
    call.poisonTargets()
    return work()
  }
}

extension KernelCall {
  /// Fills memory that the kernel overwrites with NaN, unless an argument that is read shares it.
  fileprivate func poisonTargets() {
    for argument in arguments {
      guard let target = argument.target,
        !arguments.contains(where: { $0.access != .overwrites && $0.memory.overlaps(argument.memory) })
      else { continue }
      for row in 0..<target.rows { target.row(row).update(repeating: .nan, count: target.columns) }
    }
  }
}
