import NMTSystem

/// The program that a training runs in: it may end the run early, and takes its messages.
///
/// A training handles no signals and prints nothing by itself. Its memory is forecast, not asked for: where the system gives
/// less, the process ends, as it does in `nmt-train`. A server had better run that as a process of its own.
public struct TrainingHost: Sendable {
  /// Asked between two updates, and inside a validation: true ends the run with everything saved.
  public var shouldStop: @Sendable () -> Bool
  /// Takes a message, one line without its end: progress, and warnings that begin with `warning: `.
  public var report: @Sendable (String) -> Void

  /// A host that never stops a run and lets messages go, unless told otherwise.
  public init(
    shouldStop: @escaping @Sendable () -> Bool = { false }, report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.shouldStop = shouldStop
    self.report = report
  }

  /// nmt-train: SIGINT and SIGTERM stop it, and messages go to stderr.
  package static let tool = TrainingHost(
    shouldStop: { StopSignal.requested != nil }, report: { writeMessage("nmt-train: \($0)") })
}
