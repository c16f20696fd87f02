import Foundation
import NMTKernels
import NMTSystem

/// The seminar's statements, measured on this toolkit's layers: fixed seeds, every number from the run itself.
package enum Study {
  private static let experiments: [(name: String, run: @Sendable (StudyOptions) throws -> Finding)] = [
    ("receptive-field", receptiveField), ("time-shift", timeShift), ("copy", delayedCopy), ("adding", addingProblem),
    ("parity", parity), ("gradients", gradientReach), ("clipping", clipping), ("teacher-forcing", teacherForcing),
    ("exposure-bias", exposureBias), ("truncation", truncatedBackpropagation),
  ]

  /// Names of the findings, in order.
  package static var names: [String] { experiments.map(\.name) }

  /// Runs all experiments, or those that the options name, in order.
  ///
  /// - Parameter say: Takes one line per experiment.
  /// - Throws: `Failure` for a name that no experiment has.
  package static func run(_ options: StudyOptions, say: (String) -> Void = { _ in }) throws -> [Finding] {
    try options.validate()
    // Reports a wrong TOLMACS_KERNELS before anything is computed.
    _ = try InstructionSet.chosen()
    return try experiments.filter { options.only?.contains($0.name) ?? true }.map { experiment in
      let start = Date()
      let finding = try experiment.run(options)
      precondition(finding.name == experiment.name, "Study: \(experiment.name) found \(finding.name)")
      say("\(experiment.name): \(formatDuration(Date().timeIntervalSince(start)))")
      return finding
    }
  }
}

extension StudyOptions {
  /// Throws a `Failure` that names what no experiment is called.
  package func validate() throws {
    guard let unknown = only?.first(where: { !Study.names.contains($0) }) else { return }
    throw Failure(
      .usage, "no experiment \(unknown)", at: "only", expected: Study.names.joined(separator: ", "),
      remedy: "name some of these")
  }
}

/// Processor seconds of this thread that `body` takes, the least of several times: what else runs does not count.
func leastSeconds(of times: Int, _ body: () -> Void) -> Double {
  return (0..<times).map { _ in
    let start = SystemClock.thread.seconds
    body()
    return SystemClock.thread.seconds - start
  }.min() ?? 0
}
