import NMTSystem
import NMTText

/// Division of the first file's lines by tabs.
enum ColumnLayout {
  case none
  /// One system per column.
  case systems(Int)
  case table(ScoreFiles.Table)

  /// A system's name: the column's header, or else its number.
  static func name(_ column: Int, _ header: [UInt8]?, _ reader: LineReader) throws -> String {
    guard let header else { return "Column \(column)" }
    let names = parts(header)
    guard column <= names.count else { throw missing(column, names.count, reader.place) }
    return String(decoding: names[column - 1], as: UTF8.self)
  }

  /// Hypotheses of the systems on one line. Trailing white space does not add a system, but the last hypothesis may be
  /// empty.
  static func systems(_ line: [UInt8], _ text: [UInt8], _ width: Int, _ place: String) throws -> [[UInt8]] {
    var fields = columns(line, text)
    while fields.count > width && fields.last!.isEmpty { fields.removeLast() }
    if fields.count != width {
      throw Failure(
        .badData, "has \(fields.count) fields", at: place,
        expected: "\(width), one per system, as on the first line")
    }
    return fields
  }

  /// References on one line; the last one keeps any further tabs.
  ///
  /// - Parameter line: the line with its trailing white space, to restore empty references; nil if empty ones are
  ///   missing, as in sacreBLEU.
  static func references(_ text: [UInt8], _ line: [UInt8]?, _ count: Int, _ place: String) throws -> [[UInt8]] {
    func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
      text.split(separator: 0x09, maxSplits: count - 1, omittingEmptySubsequences: false)
    }
    var parts = split(text)
    if let line { parts += Array(repeating: [], count: split(line).count - parts.count) }
    if parts.count != count {
      throw Failure(
        .badData, "has \(parts.count) references on the line", at: place, expected: "\(count), separated by tabs")
    }
    return parts.map { Array($0) }
  }

  /// Hypotheses and references on one line of a table.
  static func fields(
    _ line: [UInt8], _ text: [UInt8], _ table: ScoreFiles.Table, _ place: String
  ) throws -> (hypotheses: [[UInt8]], references: [[UInt8]]) {
    let all = columns(line, text)
    func field(_ column: Int) throws -> [UInt8] {
      guard column <= all.count else { throw missing(column, all.count, place) }
      return all[column - 1]
    }
    return (try table.hypotheses.map(field), try table.references.map(field))
  }

  /// Columns of `text`. Trailing empty ones, lost with its white space, are restored from `line`.
  private static func columns(_ line: [UInt8], _ text: [UInt8]) -> [[UInt8]] {
    let fields = parts(text).map { field in field.withUnsafeBufferPointer { Array(UTF8Scalars.trimmingEnd($0)) } }
    return fields + Array(repeating: [], count: max(0, parts(line).count - fields.count))
  }

  private static func missing(_ column: Int, _ count: Int, _ place: String) -> Failure {
    Failure(
      .badData, "has \(count) columns", at: place, expected: "at least \(column)",
      remedy: "check that tabs separate the columns")
  }

  private static func parts(_ text: [UInt8]) -> [[UInt8]] {
    text.split(separator: 0x09, omittingEmptySubsequences: false).map { Array($0) }
  }
}
