import Foundation

/// Leaves with a message where the system gives no more memory: sysexits' EX_OSERR, 71. What was saved stays saved.
package func leaveOutOfMemory(asking bytes: Int) -> Never {
  writeMessage(
    "out of memory: the system does not give \(formatCount(bytes >> 20)) MiB (expected what ulimit -v and the machine "
      + "allow); train with --memory, a smaller --batch-tokens or a smaller --preset")
  _exit(71)
}
