import NMTSystem

/// The program that hosts a training: it can end the run early and receives its messages.
///
/// A training handles no signals and prints nothing by itself. Its memory is forecast, not reserved: if the system
/// provides less, the process ends, as `nmt-train` does. A server should therefore run trainings in a separate process.
public struct TrainingHost: Sendable {
  /// Called between updates and during validation; true ends the run with everything saved.
  public var shouldStop: @Sendable () -> Bool
  /// Receives a message, one line without its newline: progress, or a warning that begins with `warning: `.
  public var report: @Sendable (String) -> Void

  /// Creates a host that by default never stops a run and discards messages.
  public init(
    shouldStop: @escaping @Sendable () -> Bool = { false }, report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.shouldStop = shouldStop
    self.report = report
  }

  /// The host of nmt-train: SIGINT and SIGTERM stop the run, and messages go to stderr.
  package static let tool = TrainingHost(
    shouldStop: { StopSignal.requested != nil }, report: { writeMessage("nmt-train: \($0)") })
}
