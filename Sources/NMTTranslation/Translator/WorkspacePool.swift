import NMTModels
import NMTSystem

/// Lends workspaces to threads, one per model and thread at a time, and keeps them for the next call.
final class WorkspacePool: Sendable {
  /// An idle workspace may move between threads, because nobody uses it while it is here.
  private struct Idle: @unchecked Sendable {
    let workspaces: [Workspace]
  }

  private let models: [Seq2SeqModel]
  private let idle = Locked<[Idle]>([])

  init(_ models: [Seq2SeqModel]) { self.models = models }

  func withWorkspaces<Result>(_ body: ([Workspace]) throws -> Result) rethrows -> Result {
    let lent = idle.withLock { $0.popLast() } ?? Idle(workspaces: models.map { Workspace($0) })
    defer { idle.withLock { $0.append(lent) } }
    return try body(lent.workspaces)
  }
}
