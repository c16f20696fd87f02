import Foundation
import Synchronization

/// Throws if the system cannot provide `bytes` more. Requests and frees them at once, so that the work that follows can
/// use them.
///
/// Swift cannot catch a failed allocation, so work with a known need asks first, leaving room for small allocations.
///
/// - Parameters:
/// - work: purpose of the memory: `"to load the model"`.
/// - threads: number of threads for the work. They start first, since each takes address space of its own.
package func requireMemory(_ bytes: Int, _ work: String, threads: Int = 1) throws(Failure) {
  if threads > 1 { ThreadPool.shared.prepare(threads - 1) }
  let memory = mmap(nil, max(bytes, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let memory, memory != MAP_FAILED else { throw .outOfMemory(asking: bytes, work) }
  munmap(memory, max(bytes, 1))
}

extension Failure {
  package static func outOfMemory(asking bytes: Int, _ work: String) -> Failure {
    Failure(
      .operatingSystem, "out of memory: cannot allocate \(formatCount(bytes >> 20)) MiB \(work)", at: "",
      expected: "no more than ulimit -v and the machine allow", remedy: "raise the limit, or use fewer threads")
  }
}

/// Whether this process is one of our tools, which may end it.
private let isOwnProcess = Atomic(false)

/// Marks this process as one of our tools.
package func ownProcess() { isOwnProcess.store(true, ordering: .relaxed) }

/// Exits a tool with a message when the system is out of memory: sysexits' EX_OSERR, 71. Saved files are unaffected.
///
/// In an application this traps; `requireMemory` exists to prevent that.
package func leaveOutOfMemory(asking bytes: Int) -> Never {
  let message =
    "out of memory: cannot allocate \(formatCount(bytes >> 20)) MiB (expected no more than ulimit -v and the machine "
    + "allow); train with --memory, a smaller --batch-tokens or a smaller --preset"
  guard isOwnProcess.load(ordering: .relaxed) else { fatalError(message) }
  writeMessage(message)
  _exit(Failure.Code.operatingSystem.rawValue)
}
