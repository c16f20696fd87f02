import Foundation
import NMTSystem

/// Location of parallel text. Every path may be a plain or gzip file, a FIFO, or `-` for stdin.
package enum PairInput: Sendable, Equatable {
  /// Line N of one file pairs with line N of the other.
  case files(source: InputFile, target: InputFile)
  /// One pair per line, in two of its TAB-separated columns (numbered from 1).
  case tsv(InputFile, sourceColumn: Int, targetColumn: Int)

  package static func files(source: String, target: String) -> PairInput {
    .files(source: InputFile(path: source), target: InputFile(path: target))
  }

  package static func tsv(_ path: String, sourceColumn: Int = 1, targetColumn: Int = 2) -> PairInput {
    .tsv(InputFile(path: path), sourceColumn: sourceColumn, targetColumn: targetColumn)
  }

  /// The files that this input reads.
  package var files: [InputFile] {
    switch self {
    case .files(let source, let target): [source, target]
    case .tsv(let file, _, _): [file]
    }
  }

  /// A copy of the input in which every file is replaced.
  package func mapFiles(_ transform: (InputFile) throws -> InputFile) rethrows -> PairInput {
    switch self {
    case .files(let source, let target):
      .files(source: try transform(source), target: try transform(target))
    case .tsv(let file, let sourceColumn, let targetColumn):
      .tsv(try transform(file), sourceColumn: sourceColumn, targetColumn: targetColumn)
    }
  }
}

/// An input file: the path to open, and the name used in messages and the manifest. They differ if a pipe was spooled
/// to a file.
package struct InputFile: Sendable, Equatable {
  package var path: String
  package var name: String

  package init(path: String) {
    self.path = path
    name = path == "-" ? "stdin" : path
  }

  /// Whether the file can be read only once: stdin, a FIFO or a device.
  package var isStream: Bool {
    if path == "-" { return true }
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Reports a missing, unreadable or wrong file before any work is done.
  package func check() throws {
    guard !isStream else { return }
    let descriptor = try Descriptor.openForReading(path)
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw Failure.system("open for reading", path, errno: EISDIR)
    }
  }

  /// Copies a stream to a file at `path`, to be read in its place under the same name.
  package func spooled(to path: String) throws -> InputFile {
    let descriptor = self.path == "-" ? 0 : try Descriptor.openForReading(self.path)
    defer { if descriptor != 0 { close(descriptor) } }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { block.deallocate() }
    try DurableFile.write(to: path) { sink in
      while true {
        try StopRequest.check()
        let count = try Descriptor.read(descriptor, into: block, name: name)
        if count == 0 { return }
        try sink.append(UnsafeRawBufferPointer(rebasing: block.prefix(count)))
      }
    }
    var file = self
    file.path = path
    return file
  }
}

/// Thrown after SIGINT or SIGTERM: the run cleans up and exits with `StopSignal.exitCode`.
package struct StopRequest: Error {
  /// Throws if a stop was requested.
  package static func check() throws {
    if StopSignal.requested != nil { throw StopRequest() }
  }
}
