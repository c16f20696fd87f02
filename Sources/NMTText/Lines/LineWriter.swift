import Foundation
import NMTSystem

/// Lines into a file or a pipe. Nothing is lost in silence: every write, the last flush and `close` are checked and end
/// in `Failure(.inputOutput)`.
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

  /// Refuses an output that is also an input, by whatever name: creating it would empty what is still to be read.
  ///
  /// - Parameters:
  ///   - output: a path; `"-"` is stdout.
  ///   - inputs: paths; `"-"` is stdin, an empty one is not a file, a directory stands for all
  ///     files in it, at any depth, without those behind links to directories.
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

  /// Writes to a descriptor and owns it: `close()` closes it.
  public init(fileDescriptor: Int32, name: String) {
    descriptor = fileDescriptor
    self.name = name
    buffer.reserveCapacity(LineWriter.capacity)
  }

  deinit {
    if !isClosed, descriptor > 2 { Foundation.close(descriptor) }
  }

  /// The line and 0x0A. The line holds no 0x0A itself.
  public func write(line: [UInt8]) throws {
    buffer.append(contentsOf: line)
    try endLine()
  }

  /// The line as UTF-8 and 0x0A. The line holds no U+000A itself.
  public func write(line: String) throws {
    buffer.append(contentsOf: line.utf8)
    try endLine()
  }

  /// The text as it is, without a line end.
  public func write(text: String) { buffer.append(contentsOf: text.utf8) }

  /// Hands everything to the operating system.
  public func flush() throws {
    guard !buffer.isEmpty else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    try buffer.withUnsafeBytes { try Descriptor.write(descriptor, $0, name: name) }
  }

  /// Flushes and closes; only the first call does something.
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

/// Which file a path leads to: what two names of one file have in common.
private struct RegularFile: Equatable {
  private let device: dev_t
  private let number: ino_t

  /// Nil for what is not a regular file, and so is not emptied by opening it.
  ///
  /// - Parameter standard: the descriptor that `"-"` stands for.
  init?(_ path: String, standard: Int32) {
    var status = stat()
    guard path == "-" ? fstat(standard, &status) == 0 : stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    (device, number) = (status.st_dev, status.st_ino)
  }
}
