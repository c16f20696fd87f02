import Foundation
import NMTSystem
import NMTText

/// Lines of results, of which SIGTERM and SIGINT leave whole ones behind.
///
/// A reader that waits for input cannot be interrupted safely, so a thread of its own watches for the signal, waits
/// until no block of lines is being written, flushes, and has the process ended with 143 or 130. A second signal ends it at
/// once.
final class StoppableOutput: @unchecked Sendable {
  private let writer: LineWriter
  /// Held while the writer is used.
  private let lock = NSLock()

  /// - Parameters:
  ///   - path: `"-"` for stdout.
  ///   - inputs: what is still read and must not be emptied by creating the output.
  init(path: String, apartFrom inputs: [String]) throws {
    try LineWriter.requireApart(output: path, inputs: inputs)
    writer = try LineWriter(path: path)
  }

  /// Watches for signals from now on.
  ///
  /// - Parameter leave: ends the process with a code.
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

  /// Writes a block of lines and hands it to the operating system.
  func write(_ body: (LineWriter) throws -> Void) throws {
    try lock.withLock {
      try body(writer)
      try writer.flush()
    }
  }

  func close() throws { try lock.withLock { try writer.close() } }
}
