import Foundation
import Synchronization

/// Throws where the system would not give this process `bytes` more. They are asked for and given back at once, so that
/// what comes next may use them.
///
/// Swift cannot catch a failed allocation. Work whose need is known asks first, with room for what is small.
///
/// - Parameters:
///   - work: what needs them: `"to load the model"`.
///   - threads: that will do the work. They start first, since each takes address space of its own.
package func requireMemory(_ bytes: Int, _ work: String, threads: Int = 1) throws(Failure) {
  if threads > 1 { ThreadPool.shared.prepare(threads - 1) }
  let memory = mmap(nil, max(bytes, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let memory, memory != MAP_FAILED else { throw .outOfMemory(asking: bytes, work) }
  munmap(memory, max(bytes, 1))
}

extension Failure {
  package static func outOfMemory(asking bytes: Int, _ work: String) -> Failure {
    Failure(
      .operatingSystem, "out of memory: the system does not give \(formatCount(bytes >> 20)) MiB \(work)", at: "",
      expected: "what ulimit -v and the machine allow", remedy: "raise the limit, or use fewer threads")
  }
}

/// Whether this process is one of our tools, which may end it.
private let isOwnProcess = Atomic(false)

/// Says that this process is one of our tools.
package func ownProcess() { isOwnProcess.store(true, ordering: .relaxed) }

/// Ends a tool with a message where the system gives no more memory: sysexits' EX_OSERR, 71. What was saved stays saved.
///
/// In an application it is a trap, which `requireMemory` is there to prevent.
package func leaveOutOfMemory(asking bytes: Int) -> Never {
  let message =
    "out of memory: the system does not give \(formatCount(bytes >> 20)) MiB (expected what ulimit -v and the machine "
    + "allow); train with --memory, a smaller --batch-tokens or a smaller --preset"
  guard isOwnProcess.load(ordering: .relaxed) else { fatalError(message) }
  writeMessage(message)
  _exit(Failure.Code.operatingSystem.rawValue)
}
