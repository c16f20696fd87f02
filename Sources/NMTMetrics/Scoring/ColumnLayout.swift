import NMTSystem
import NMTText

/// How the lines of the first file are divided by tabs.
enum ColumnLayout {
  case none
  /// One system a column.
  case systems(Int)
  case table(ScoreFiles.Table)

  /// A system's name: what the header calls the column, else its number.
  static func name(_ column: Int, _ header: [UInt8]?, _ reader: LineReader) throws -> String {
    guard let header else { return "Column \(column)" }
    let names = parts(header)
    guard column <= names.count else { throw missing(column, names.count, reader.place) }
    return String(decoding: names[column - 1], as: UTF8.self)
  }

  /// The systems' hypotheses of one line. White space at its end is no further system, but an empty last hypothesis is
  /// one of no words.
  static func systems(_ line: [UInt8], _ text: [UInt8], _ width: Int, _ place: String) throws -> [[UInt8]] {
    var fields = columns(line, text)
    while fields.count > width && fields.last!.isEmpty { fields.removeLast() }
    if fields.count != width {
      throw Failure(
        .badData, "\(fields.count) fields", at: place,
        expected: "\(width), one for each system, as on the first line")
    }
    return fields
  }

  /// The references of one line; the last one keeps the tabs that are left.
  ///
  /// - Parameter line: the line before white space was dropped at its end, where empty references that it lost with that
  ///   are wanted back; nil where they are missing, as they are for sacreBLEU.
  static func references(_ text: [UInt8], _ line: [UInt8]?, _ count: Int, _ place: String) throws -> [[UInt8]] {
    func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
      text.split(separator: 0x09, maxSplits: count - 1, omittingEmptySubsequences: false)
    }
    var parts = split(text)
    if let line { parts += Array(repeating: [], count: split(line).count - parts.count) }
    if parts.count != count {
      throw Failure(
        .badData, "\(parts.count) references on the line", at: place, expected: "\(count), separated by tabs")
    }
    return parts.map { Array($0) }
  }

  /// Hypotheses and references of a table's line.
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

  /// The columns of a text; empty ones at the end, which it lost with the white space there, are the line's.
  private static func columns(_ line: [UInt8], _ text: [UInt8]) -> [[UInt8]] {
    let fields = parts(text).map { field in field.withUnsafeBufferPointer { Array(UTF8Scalars.trimmingEnd($0)) } }
    return fields + Array(repeating: [], count: max(0, parts(line).count - fields.count))
  }

  private static func missing(_ column: Int, _ count: Int, _ place: String) -> Failure {
    Failure(
      .badData, "\(count) columns", at: place, expected: "a column \(column)",
      remedy: "check that tabs divide the columns")
  }

  private static func parts(_ text: [UInt8]) -> [[UInt8]] {
    text.split(separator: 0x09, omittingEmptySubsequences: false).map { Array($0) }
  }
}
