/// Other kernels with every call held against its description: shapes, ids, and which arguments may share memory.
///
/// Tests of ops and layers run on it. A call that breaks a rule is reported by name, with both arguments, and not made;
/// what a kernel overwrites is filled with NaN before, so that a kernel which reads it spoils its result.
package final class CheckingKernels: KernelDecorator {
  package let base: any Kernels
  private let report: @Sendable (String) -> Void

  /// - Parameter report: takes the words of a broken rule; by default they end the process.
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
  /// Fills with NaN what the kernel overwrites, unless it is the memory of an argument that is read.
  fileprivate func poisonTargets() {
    for argument in arguments {
      guard let target = argument.target,
        !arguments.contains(where: { $0.access != .overwrites && $0.memory.overlaps(argument.memory) })
      else { continue }
      for row in 0..<target.rows { target.row(row).update(repeating: .nan, count: target.columns) }
    }
  }
}
