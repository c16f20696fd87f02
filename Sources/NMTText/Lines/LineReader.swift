import Foundation
import NMTSystem

/// Reads a file, a gzip file or a pipe line by line, as bytes. Memory is constant apart from the longest line.
///
/// Only 0x0A ends a line; a 0x0D directly before it is dropped with it. One byte order mark at the start is dropped.
/// `Kept` overrides both. NUL, U+0085, U+2028 and invalid UTF-8 are text and pass through unchanged. The last line
/// needs no line end. Gzip is detected by its first two bytes, not by the file's name.
public final class LineReader {
  /// Name used in messages: the path, or "stdin".
  public let name: String
  /// Number of the most recently read line, from 1; 0 before the first.
  public private(set) var lineNumber = 0
  /// Whether the most recently read line ended with the file, without a line end.
  public private(set) var isLastLineOpen = false

  private let source: ByteSource
  private let kept: Kept
  private var gzip: GzipDecoder?
  private var isStarted = false
  private var isAtEnd = false
  /// Compressed bytes not yet inflated: `compressed[compressedStart..<compressedEnd]`.
  private var compressed: [UInt8] = []
  private var compressedStart = 0
  private var compressedEnd = 0
  /// Text not yet returned: `buffer[start..<end]`, without a line end before `searched`.
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  private var searched = 0

  private static let blockSize = 1 << 17
  /// Length limit of a line in bytes. Without one, a binary file, or a small gzip file that inflates to a single
  /// endless line, would exhaust memory.
  package static let lineLimit = 1 << 24
  /// Enough bytes for one window of lines, however many lines that is.
  public static let windowSize = 1 << 22
  /// Error that stopped `nextAvailable` after complete lines; every later call throws it.
  private var failure: (any Error)?

  /// Bytes to return as text although they usually belong to the file format or the line end.
  public struct Kept: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The byte order mark at the start, which sacreBLEU, and therefore our scores, count as text.
    public static let byteOrderMark = Kept(rawValue: 1)
    /// A 0x0D before the line end, which documents put back.
    public static let carriageReturns = Kept(rawValue: 2)
  }

  /// Opens a file, or stdin for `"-"`.
  ///
  /// - Parameters:
  /// - path: a plain or gzip file; `"-"` is stdin.
  /// - kept: bytes to return as text that are dropped by default.
  /// - hashes: whether to compute `sha256Hex`.
  public convenience init(path: String, keeping kept: Kept = [], hashes: Bool = false) throws {
    self.init(source: try ByteSource(path: path, hashes: hashes), keeping: kept)
  }

  /// Reads from a descriptor, which stays open. Messages use `name`.
  public convenience init(fileDescriptor: Int32, name: String, keeping kept: Kept = [], hashes: Bool = false) {
    self.init(
      source: ByteSource(descriptor: fileDescriptor, name: name, closesDescriptor: false, hashes: hashes), keeping: kept
    )
  }

  private init(source: ByteSource, keeping kept: Kept) {
    self.source = source
    self.kept = kept
    name = source.name
    buffer = [UInt8](repeating: 0, count: LineReader.blockSize)
  }

  /// The next line without its end; nil after the last.
  public func next() throws -> [UInt8]? {
    if let failure { throw failure }
    while true {
      if let line = takeLine() { return line }
      if isAtEnd { return takeRest() }
      try fill()
    }
  }

  /// Waits for one line and returns it with the lines that follow without waiting: at most `limit`, and no more once
  /// they hold `bytes` bytes; nil after the last. A line that has arrived is never held back for later ones, nor lost
  /// to an error after it: the next call throws that error.
  public func nextAvailable(limit: Int, bytes: Int = LineReader.windowSize) throws -> [[UInt8]]? {
    guard let first = try next() else { return nil }
    var lines = [first]
    var size = first.count
    while lines.count < limit, size < bytes {
      if let line = takeLine() ?? (isAtEnd ? takeRest() : nil) {
        lines.append(line)
        size += line.count
      } else if !isAtEnd, hasMoreNow {
        do { try fill() } catch { failure = error }
        if failure != nil { break }
      } else {
        break
      }
    }
    return lines
  }

  /// Share of the file read so far, 0…1; nil for input without a size, such as a pipe.
  public var share: Double? {
    guard let size = source.size, size > 0 else { return nil }
    let waiting = gzip == nil ? end - start : compressedEnd - compressedStart
    return min(max(Double(source.offset - waiting) / Double(size), 0), 1)
  }

  /// Whether the input is compressed; known once a line has been requested.
  public var isCompressed: Bool { gzip != nil }

  /// SHA-256 of the raw (still compressed) bytes after `next` has returned nil; nil unless requested at the start.
  public var sha256Hex: String? { source.sha256Hex }

  /// Name and line number for messages: `train.en.gz:17`.
  public var place: String { "\(name):\(lineNumber)" }

  // MARK: Lines out of the buffer

  private func takeLine() -> [UInt8]? {
    guard let lineEnd = buffer.withUnsafeBytes({ indexOfLineFeed($0, from: searched, to: end) }) else {
      searched = end
      return nil
    }
    let isCarriageReturn =
      !kept.contains(.carriageReturns) && lineEnd > start && buffer[lineEnd - 1] == 0x0D
    let line = Array(buffer[start..<(isCarriageReturn ? lineEnd - 1 : lineEnd)])
    start = lineEnd + 1
    searched = start
    lineNumber += 1
    return line
  }

  /// Text after the last line end; returned once.
  private func takeRest() -> [UInt8]? {
    guard start < end else { return nil }
    let line = Array(buffer[start..<end])
    start = end
    lineNumber += 1
    isLastLineOpen = true
    return line
  }

  // MARK: Bytes into the buffer

  private var hasMoreNow: Bool { compressedStart < compressedEnd || source.isReadable }

  /// Reads or inflates one more block after the text not yet returned.
  private func fill() throws {
    try makeRoom()
    if !isStarted { return try begin() }
    if gzip == nil {
      let count = try buffer.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
      }
      end += count
      isAtEnd = count == 0
    } else {
      try fillFromGzip()
    }
  }

  /// Detects gzip and the byte order mark from the first bytes.
  private func begin() throws {
    try readUntil(2)
    if end >= 2, buffer[0] == GzipDecoder.magic[0], buffer[1] == GzipDecoder.magic[1] {
      gzip = try GzipDecoder(name: name)
      compressed = buffer
      (compressedStart, compressedEnd) = (0, end)
      end = 0
      while end < 3, !isAtEnd { try fillFromGzip() }
    } else if end > 0, buffer[0] == 0xEF {
      try readUntil(3)
    }
    isStarted = true
    if kept.contains(.byteOrderMark) { return }
    if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { (start, searched) = (3, 3) }
  }

  /// Reads until the buffer holds `count` bytes, the file ends or the buffer ends with a line end.
  private func readUntil(_ count: Int) throws {
    while end < count, !isAtEnd, end == 0 || buffer[end - 1] != 0x0A {
      let read = try buffer.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
      }
      end += read
      isAtEnd = read == 0
    }
  }

  private func fillFromGzip() throws {
    if compressedStart == compressedEnd {
      compressedStart = 0
      compressedEnd = try compressed.withUnsafeMutableBytes { try source.read(into: $0) }
      if compressedEnd == 0 {
        try gzip!.finish(offset: source.offset)
        isAtEnd = true
        return
      }
    }
    let offset = source.offset - (compressedEnd - compressedStart)
    let (taken, given) = try compressed.withUnsafeMutableBytes { input in
      try buffer.withUnsafeMutableBytes { output in
        try gzip!.inflate(
          UnsafeMutableRawBufferPointer(rebasing: input[compressedStart..<compressedEnd]),
          into: UnsafeMutableRawBufferPointer(rebasing: output[end...]), offset: offset)
      }
    }
    compressedStart += taken
    end += given
  }

  /// Moves the remaining text to the front; doubles a buffer that is too small for one line, up to `lineLimit`.
  private func makeRoom() throws {
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      }
      end -= start
      searched -= start
      start = 0
    }
    guard end == buffer.count else { return }
    guard buffer.count < LineReader.lineLimit else {
      throw Failure(
        .badData, "has a line of more than \(LineReader.lineLimit >> 20) MiB", at: "\(name):\(lineNumber + 1)",
        expected: "text with shorter lines", remedy: "check that this is a text file")
    }
    buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count))
  }
}

/// Index of the first 0x0A in `bytes[from..<to]`, found by the C library's vectorized search.
private func indexOfLineFeed(_ bytes: UnsafeRawBufferPointer, from: Int, to: Int) -> Int? {
  guard from < to, let base = bytes.baseAddress else { return nil }
  guard let found = memchr(base + from, 0x0A, to - from) else { return nil }
  return UnsafeRawPointer(found) - base
}
