import Foundation
import NMTKernels
import NMTSystem

/// The seminar's claims, measured on this toolkit's layers with fixed seeds; every number comes from the run itself.
package enum Study {
  private static let experiments: [(name: String, run: @Sendable (StudyOptions) throws -> Finding)] = [
    ("receptive-field", receptiveField), ("time-shift", timeShift), ("copy", delayedCopy), ("adding", addingProblem),
    ("parity", parity), ("gradients", gradientReach), ("clipping", clipping), ("teacher-forcing", teacherForcing),
    ("exposure-bias", exposureBias), ("truncation", truncatedBackpropagation),
  ]

  /// Names of the experiments, in order.
  package static var names: [String] { experiments.map(\.name) }

  /// Runs all experiments, or those named in the options, in order.
  ///
  /// - Parameter say: receives one line per experiment.
  /// - Throws: `Failure` for an unknown name.
  package static func run(_ options: StudyOptions, say: (String) -> Void = { _ in }) throws -> [Finding] {
    try options.validate()
    // Reports a wrong TOLMACS_KERNELS before any computation.
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
  /// Throws a `Failure` that names an unknown experiment.
  package func validate() throws {
    guard let unknown = only?.first(where: { !Study.names.contains($0) }) else { return }
    throw Failure(
      .usage, "unknown experiment '\(unknown)'", at: "only", expected: Study.names.joined(separator: ", "),
      remedy: "name some of these")
  }
}

/// Least processor time of this thread for `body` over several runs, in seconds; excludes other work on the machine.
func leastSeconds(of times: Int, _ body: () -> Void) -> Double {
  return (0..<times).map { _ in
    let start = SystemClock.thread.seconds
    body()
    return SystemClock.thread.seconds - start
  }.min() ?? 0
}
