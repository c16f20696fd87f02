import Foundation
import NMTSystem
import NMTText

/// Output lines that SIGTERM and SIGINT never truncate.
///
/// A reader that waits for input cannot be interrupted safely, so a separate thread watches for the signal, waits until
/// no block is being written, flushes, and exits the process with 143 or 130. A second signal exits at once.
final class StoppableOutput: @unchecked Sendable {
  private let writer: LineWriter
  /// Held while the writer is in use.
  private let lock = NSLock()

  /// - Parameters:
  /// - path: output path; `"-"` is stdout.
  /// - inputs: files still to be read, which creating the output must not empty.
  init(path: String, apartFrom inputs: [String]) throws {
    try LineWriter.requireApart(output: path, inputs: inputs)
    writer = try LineWriter(path: path)
  }

  /// Watches for signals from now on.
  ///
  /// - Parameter leave: exits the process with a code.
  func stopOnSignal(_ leave: @escaping @Sendable (Int32) -> Never) throws {
    StopSignal.install()
    try startThread("signals") { [self] in
      while StopSignal.requested == nil { usleep(20_000) }
      lock.lock()
      do {
        try writer.close()
        leave(StopSignal.exitCode)
      } catch {
        writeMessage("\(error)")
        leave(Failure.Code.inputOutput.rawValue)
      }
    }
  }

  /// Writes a block of lines and flushes it to the operating system.
  func write(_ body: (LineWriter) throws -> Void) throws {
    try lock.withLock {
      try body(writer)
      try writer.flush()
    }
  }

  func close() throws { try lock.withLock { try writer.close() } }
}
