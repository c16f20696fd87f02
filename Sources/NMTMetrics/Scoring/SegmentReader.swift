import NMTSystem
import NMTText

/// Reads hypotheses and references side by side, one line of each at a time.
///
/// Follows sacreBLEU: only 0x0A ends a line, trailing white space is dropped, and a byte order mark is text. (On stdin
/// sacreBLEU also ends lines at a lone CR; here all inputs are treated alike.)
public final class SegmentReader {
  /// Names of the systems as in sacreBLEU: paths of the files, or "System 1" and so on.
  public let systemNames: [String]
  /// Segments read so far.
  public private(set) var count = 0
  /// Lines repaired because they were not UTF-8.
  public private(set) var invalidLineCount = 0
  /// Number of references in the segments so far.
  public private(set) var referenceCount: ReferenceCount?

  /// Name of the first file of hypotheses in messages.
  public var name: String { readers[0].name }

  private let files: ScoreFiles
  /// Readers of hypotheses, references and source.
  private let readers: [LineReader]
  private let columns: ColumnLayout
  /// Current line number, in all files. The first file's reader may be further ahead.
  private var line: Int
  /// Lines of the first file that were read in advance, in reverse order.
  private var ahead: [[UInt8]] = []

  /// Size at which a block ends, in bytes over all files, so that memory does not grow with the length of the lines.
  private static let blockBytes = 8 << 20
  /// Most lines read in advance if a block need not be full; few, since lines may be long.
  private static let impatientLimit = 64

  /// Opens the files.
  ///
  /// - Throws: a `Failure` if they cannot be read together (`.usage`) or one of them cannot be read.
  public init(_ files: ScoreFiles) throws {
    try files.validate()
    self.files = files
    let paths = files.table.map { [$0.path] } ?? files.hypotheses
    let others = files.references + (files.source.map { [$0] } ?? [])
    let opened = try others.map { try LineReader(path: $0, keeping: .byteOrderMark) }
    let own = try paths.map { try LineReader(path: $0, keeping: .byteOrderMark) }
    readers = own + opened
    line = files.table?.hasHeader == true ? 1 : 0
    if let table = files.table {
      columns = .table(table)
      let header = table.hasHeader ? try own[0].next() : nil
      systemNames = try table.hypotheses.map { try ColumnLayout.name($0, header, own[0]) }
    } else if files.splitsSystems {
      ahead = try readers[0].next().map { [$0] } ?? []
      let trimmed = (ahead.last ?? []).withUnsafeBufferPointer { Array(UTF8Scalars.trimmingEnd($0)) }
      let width = trimmed.split(separator: 0x09, omittingEmptySubsequences: false).count
      columns = width > 1 ? .systems(width) : .none
      systemNames = (1...max(1, width)).map { "System \($0)" }
    } else {
      columns = .none
      systemNames = files.hypotheses
    }
  }

  /// Reads the next segments; returns none after the last.
  ///
  /// - Parameters:
  /// - limit: most segments to return; very long lines reduce it.
  /// - isPatient: false returns as soon as a segment is available instead of waiting for `limit` of them.
  /// - Throws: `Failure(.badData)` if one file ends before another, with both line counts; if a line has the wrong
  ///   number of columns; if it is not UTF-8 and the policy forbids that.
  public func next(limit: Int, isPatient: Bool = true) throws -> [Segment] {
    if !isPatient && ahead.isEmpty {
      ahead = try readers[0].nextAvailable(limit: min(limit, Self.impatientLimit))?.reversed() ?? []
    }
    var segments = [Segment]()
    var bytes = 0
    while segments.count < limit, bytes < Self.blockBytes, let line = try firstLine(isPatient: isPatient) {
      let lines = try [line] + readers.dropFirst().map { try $0.next() }
      if let other = lines.firstIndex(where: { $0 == nil }) { throw try unequalCounts(other) }
      segments.append(try segment(lines.map { $0! }))
      bytes += lines.reduce(0) { $0 + $1!.count }
    }
    if segments.isEmpty, let other = try readers.indices.dropFirst().first(where: { try readers[$0].next() != nil }) {
      throw try unequalCounts(other)
    }
    count += segments.count
    return segments
  }

  private func firstLine(isPatient: Bool) throws -> [UInt8]? {
    if let line = ahead.popLast() { return line }
    return isPatient ? try readers[0].next() : nil
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
      let file = files.hypotheses.count
      let whole = files.skipsEmptyReferences ? lines[file] : nil
      references = try ColumnLayout.references(references[0], whole, files.referencesPerLine, self.place(readers[file]))
    }
    if files.skipsEmptyReferences {
      references.removeAll { $0.withUnsafeBufferPointer { UTF8Scalars.trimmingEnd($0).isEmpty } }
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

  private func unequalCounts(_ index: Int) throws -> Failure {
    let (first, other) = (readers[0], readers[index])
    while try first.next() != nil {}
    while try other.next() != nil {}
    let hasHeader = files.table?.hasHeader == true
    let count = first.lineNumber - (hasHeader ? 1 : 0)
    let isSource = files.source != nil && index == readers.count - 1
    return Failure(
      .badData, "has \(count) lines\(hasHeader ? " below the header" : ""), but \(other.name) has \(other.lineNumber)",
      at: first.name,
      expected: "as many \(isSource ? "lines of the source as hypotheses" : "hypotheses as references")",
      remedy: "check that both were made from the same source")
  }
}
