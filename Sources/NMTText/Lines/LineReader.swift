import Foundation
import NMTSystem

/// Lines of a file, a .gz file or a pipe, as bytes, in constant memory beside the longest line.
///
/// Only 0x0A ends a line; a 0x0D just before it belongs to the line's end; a byte order mark is left out once, at the
/// start, unless it is asked for. NUL, U+0085, U+2028 and invalid UTF-8 are text and come through unchanged. The last
/// line needs no end. Gzip is known by its first two bytes, not by the file's name.
public final class LineReader {
  /// Name used in messages: the path, or "stdin".
  public let name: String
  /// Number of the line that was read last, from 1; 0 before the first.
  public private(set) var lineNumber = 0
  /// Whether the line that was read last ended with the file, without a line end.
  public private(set) var isLastLineOpen = false

  private let source: ByteSource
  private let kept: Kept
  private var gzip: GzipDecoder?
  private var isStarted = false
  private var isAtEnd = false
  /// Compressed bytes that are not inflated yet: `compressed[compressedStart..<compressedEnd]`.
  private var compressed: [UInt8] = []
  private var compressedStart = 0
  private var compressedEnd = 0
  /// Text that is not returned yet: `buffer[start..<end]`; no line end before `searched`.
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  private var searched = 0

  private static let blockSize = 1 << 17
  /// Bytes of the longest line. Without a bound a file that is no text, or a small .gz file that inflates to one line
  /// without end, would take all memory.
  package static let lineLimit = 1 << 24
  /// Bytes that are enough for one window of lines, whatever their number.
  public static let windowSize = 1 << 22
  /// What stopped `nextAvailable` behind complete lines; every later call throws it.
  private var failure: (any Error)?

  /// Bytes that are returned as text, although they usually belong to the file or to the line's end.
  public struct Kept: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The mark at the start: sacreBLEU, and so our scores, count it as text.
    public static let byteOrderMark = Kept(rawValue: 1)
    /// A 0x0D before the line end: documents put it back.
    public static let carriageReturns = Kept(rawValue: 2)
  }

  /// Opens a file, or stdin for `"-"`.
  ///
  /// - Parameters:
  ///   - path: of a plain or .gz file; `"-"` is stdin.
  ///   - kept: what is text all the same.
  ///   - hashes: whether `sha256Hex` is wanted.
  public convenience init(path: String, keeping kept: Kept = [], hashes: Bool = false) throws {
    self.init(source: try ByteSource(path: path, hashes: hashes), keeping: kept)
  }

  /// Reads from a descriptor, which is not closed. `name` stands in messages.
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

  /// Waits for one line and gives it together with those that are there without waiting, at most `limit`, and none more
  /// once they have `bytes` bytes; nil after the last. A line that has arrived is never held back until others follow it,
  /// nor lost to damage behind it: that is thrown by the next call.
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

  /// How much of the file has been read, 0…1; nil for what has no size, as a pipe.
  public var share: Double? {
    guard let size = source.size, size > 0 else { return nil }
    let waiting = gzip == nil ? end - start : compressedEnd - compressedStart
    return min(max(Double(source.offset - waiting) / Double(size), 0), 1)
  }

  /// Whether the text was compressed; known once a line was asked for.
  public var isCompressed: Bool { gzip != nil }

  /// SHA-256 of the raw bytes, compressed as they are, once `next` has returned nil; nil unless asked for at the start.
  public var sha256Hex: String? { source.sha256Hex }

  /// The line number and name as messages have them: `train.en.gz:17`.
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

  /// What stands after the last line end, once.
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

  /// Reads or inflates one more block behind the text that is not returned yet.
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

  /// The first bytes decide: gzip or plain, with a byte order mark or without.
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

  /// Plain reads until the buffer holds `count` bytes or the file has ended; a first lone line end is enough as well.
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

  /// Moves what is left to the front; a line longer than the buffer doubles it, up to `lineLimit`.
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
        expected: "text with line ends", remedy: "check that this is a text file")
    }
    buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count))
  }
}

/// Index of the first 0x0A in `bytes[from..<to]`, by the C library's vector search.
private func indexOfLineFeed(_ bytes: UnsafeRawBufferPointer, from: Int, to: Int) -> Int? {
  guard from < to, let base = bytes.baseAddress else { return nil }
  guard let found = memchr(base + from, 0x0A, to - from) else { return nil }
  return UnsafeRawPointer(found) - base
}
