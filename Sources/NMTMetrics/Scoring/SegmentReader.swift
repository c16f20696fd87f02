import NMTSystem
import NMTText

/// Reads hypotheses and references side by side, a line of each at a time.
///
/// As sacreBLEU does: only 0x0A ends a line, white space at its end is dropped, and a byte order mark is text. (Reading
/// from stdin, sacreBLEU also ends lines at a lone CR; here a line is the same on every way in.)
public final class SegmentReader {
  /// The systems, as sacreBLEU calls them: the files' paths, or "System 1" and so on.
  public let systemNames: [String]
  /// Segments read so far.
  public private(set) var count = 0
  /// Lines that had to be repaired because they were not UTF-8.
  public private(set) var invalidLineCount = 0
  /// How many references the segments so far had.
  public private(set) var referenceCount: ReferenceCount?

  /// What messages call the first file of hypotheses.
  public var name: String { readers[0].name }

  private let files: ScoreFiles
  /// Hypotheses, references, source.
  private let readers: [LineReader]
  private let columns: ColumnLayout
  /// The line that is being looked at, in all files. The first file's reader may be further ahead.
  private var line: Int
  /// A line of the first file that was read to learn its columns.
  private var ahead: [UInt8]?

  public init(_ files: ScoreFiles) throws {
    try files.validate()
    self.files = files
    let paths = files.table.map { [$0.path] } ?? files.hypotheses
    let others = files.references + (files.source.map { [$0] } ?? [])
    let opened = try others.map { try LineReader(path: $0, keepsByteOrderMark: true) }
    let own = try paths.map { try LineReader(path: $0, keepsByteOrderMark: true) }
    readers = own + opened
    line = files.table?.hasHeader == true ? 1 : 0
    if let table = files.table {
      columns = .table(table)
      let header = table.hasHeader ? try own[0].next() : nil
      systemNames = try table.hypotheses.map { try ColumnLayout.name($0, header, own[0]) }
    } else if files.splitsSystems {
      ahead = try readers[0].next()
      let trimmed = (ahead ?? []).withUnsafeBufferPointer { Array(UTF8Scalars.trimmingEnd($0)) }
      let width = trimmed.split(separator: 0x09, omittingEmptySubsequences: false).count
      columns = width > 1 ? .systems(width) : .none
      systemNames = (1...max(1, width)).map { "System \($0)" }
    } else {
      columns = .none
      systemNames = files.hypotheses
    }
  }

  /// The next segments, at most `limit`; none after the last.
  ///
  /// - Parameter isPatient: false gives segments as soon as one is there, instead of waiting until there are so many.
  /// - Throws: `Failure(.badData)` if one file ends before another, with both numbers of lines; if a line has not as
  ///   many columns as it should; if it is not UTF-8 and that is an error.
  public func next(limit: Int, isPatient: Bool = true) throws -> [Segment] {
    var segments = [Segment]()
    for line in try firstLines(limit: limit, isPatient: isPatient) {
      let lines = try [line] + readers.dropFirst().map { try $0.next() }
      if let other = lines.firstIndex(where: { $0 == nil }) { throw try unequalCounts(readers[other]) }
      segments.append(try segment(lines.map { $0! }))
    }
    if segments.isEmpty, let other = try readers.dropFirst().first(where: { try $0.next() != nil }) {
      throw try unequalCounts(other)
    }
    count += segments.count
    return segments
  }

  private func firstLines(limit: Int, isPatient: Bool) throws -> [[UInt8]] {
    if let line = ahead {
      ahead = nil
      return [line]
    }
    if !isPatient { return try readers[0].nextAvailable(limit: limit) ?? [] }
    var lines = [[UInt8]]()
    while lines.count < limit, let line = try readers[0].next() { lines.append(line) }
    return lines
  }

  private func place(_ reader: LineReader) -> String { "\(reader.name):\(line)" }

  private func segment(_ lines: [[UInt8]]) throws -> Segment {
    line += 1
    let place = place(readers[0])
    var texts = try zip(readers, lines).map { try text($1, of: $0) }
    let source = files.source == nil ? [] : texts.removeLast()
    var hypotheses = Array(texts.prefix(files.table == nil ? files.hypotheses.count : 1))
    var references = Array(texts.dropFirst(hypotheses.count))
    switch columns {
    case .none: break
    case .systems(let width): hypotheses = try ColumnLayout.systems(lines[0], hypotheses[0], width, place)
    case .table(let table):
      (hypotheses, references) = try ColumnLayout.fields(lines[0], hypotheses[0], table, place)
    }
    if files.referencesPerLine > 1 {
      let place = self.place(readers[files.hypotheses.count])
      references = try ColumnLayout.references(references[0], files.referencesPerLine, place)
    }
    if files.skipsEmptyReferences {
      references.removeAll { $0.isEmpty }
      if references.isEmpty {
        throw Failure(
          .badData, "no reference for the line", at: place, expected: "at least one that is not empty")
      }
    }
    observe(references.count)
    return Segment(hypotheses: hypotheses, references: references, source: source)
  }

  private func observe(_ references: Int) {
    guard let known = referenceCount else { return referenceCount = .same(references) }
    if known != .same(references) { referenceCount = .varying }
  }

  private func text(_ line: [UInt8], of reader: LineReader) throws -> [UInt8] {
    let repaired = invalidLineCount
    let text = try decodeUTF8(
      line, policy: files.invalidUTF8, place: { place(reader) }, counter: &invalidLineCount)
    let bytes = invalidLineCount == repaired ? line : Array(text.utf8)
    let length = bytes.withUnsafeBufferPointer { UTF8Scalars.trimmingEnd($0).count }
    return length == bytes.count ? bytes : Array(bytes[..<length])
  }

  private func unequalCounts(_ other: LineReader) throws -> Failure {
    let first = readers[0]
    while try first.next() != nil {}
    while try other.next() != nil {}
    return Failure(
      .badData, "\(first.lineNumber) lines, but \(other.name) has \(other.lineNumber)",
      at: first.name, expected: "as many hypotheses as references",
      remedy: "check that both were made from the same source")
  }
}
