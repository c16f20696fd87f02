import NMTModels
import Synchronization

/// Lends a model's workspaces to threads, one to each at a time, and keeps them for the next call.
final class WorkspacePool: Sendable {
  /// A workspace may move between threads while nobody uses it, which is when it is in here.
  private struct Idle: @unchecked Sendable {
    let workspace: Workspace
  }

  private let model: Seq2SeqModel
  private let idle = Mutex<[Idle]>([])

  init(_ model: Seq2SeqModel) { self.model = model }

  func withWorkspace<Result>(_ body: (Workspace) throws -> Result) rethrows -> Result {
    let lent = idle.withLock { $0.popLast() } ?? Idle(workspace: Workspace(model))
    defer { idle.withLock { $0.append(lent) } }
    return try body(lent.workspace)
  }
}
