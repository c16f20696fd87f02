import Foundation
import NMTSystem

/// Writes lines to a file or a pipe. No error is silent: every write, the last flush and `close` are checked and throw
/// `Failure(.inputOutput)`.
public final class LineWriter {
  /// Name used in messages: the path, or "stdout".
  public let name: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isClosed = false
  private static let capacity = 1 << 16

  /// Creates or empties a file; `"-"` is stdout.
  public convenience init(path: String) throws {
    if path == "-" {
      self.init(fileDescriptor: 1, name: "stdout")
    } else {
      self.init(fileDescriptor: try Descriptor.create(path, O_WRONLY | O_TRUNC), name: path)
    }
  }

  /// Refuses an output that is also an input, under any name: creating the output would empty the input.
  ///
  /// - Parameters:
  ///   - output: a path; `"-"` is stdout.
  /// - inputs: paths; `"-"` is stdin, an empty path is ignored, a directory means all files below it (links to
  ///   directories are not followed).
  package static func requireApart(output: String, inputs: [String]) throws {
    guard let written = RegularFile(output, standard: 1) else { return }
    for input in inputs {
      let inside = FileManager.default.enumerator(atPath: input)?.lazy.map { "\(input)/\($0)" }
      let isWritten = { (path: String) in RegularFile(path, standard: 0) == written }
      guard let same = isWritten(input) ? input : inside?.first(where: isWritten) else { continue }
      throw Failure(
        .usage, "is also the input \(same == "-" ? "stdin" : same)", at: output == "-" ? "stdout" : output,
        expected: "another file")
    }
  }

  /// Writes to a descriptor and takes ownership: `close()` closes it.
  public init(fileDescriptor: Int32, name: String) {
    descriptor = fileDescriptor
    self.name = name
    buffer.reserveCapacity(LineWriter.capacity)
  }

  deinit {
    if !isClosed, descriptor > 2 { Foundation.close(descriptor) }
  }

  /// Writes a line and 0x0A. The line must not contain 0x0A.
  public func write(line: [UInt8]) throws {
    buffer.append(contentsOf: line)
    try endLine()
  }

  /// Writes a line as UTF-8 and 0x0A. The line must not contain U+000A.
  public func write(line: String) throws {
    buffer.append(contentsOf: line.utf8)
    try endLine()
  }

  /// Writes text unchanged, without a line end.
  public func write(text: String) { buffer.append(contentsOf: text.utf8) }

  /// Hands all buffered bytes to the operating system.
  public func flush() throws {
    guard !buffer.isEmpty else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    try buffer.withUnsafeBytes { try Descriptor.write(descriptor, $0, name: name) }
  }

  /// Flushes and closes; further calls do nothing.
  public func close() throws {
    guard !isClosed else { return }
    try flush()
    isClosed = true
    try Descriptor.close(descriptor, name: name)
  }

  private func endLine() throws {
    buffer.append(0x0A)
    if buffer.count >= LineWriter.capacity { try flush() }
  }
}

/// Identity of the file that a path leads to, equal for two names of one file.
private struct RegularFile: Equatable {
  private let device: dev_t
  private let number: ino_t

  /// Nil for anything but a regular file, since only those are emptied when opened for writing.
  ///
  /// - Parameter standard: descriptor that `"-"` means.
  init?(_ path: String, standard: Int32) {
    var status = stat()
    guard path == "-" ? fstat(standard, &status) == 0 : stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    (device, number) = (status.st_dev, status.st_ino)
  }
}
