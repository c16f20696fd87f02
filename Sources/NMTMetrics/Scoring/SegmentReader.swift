import NMTSystem
import NMTText

/// Where hypotheses and references stand, one segment a line, plain or .gz; `"-"` is stdin.
public struct ScoreFiles: Sendable {
  public var hypotheses: String
  public var references: [String]
  /// More than 1: the one reference file has so many references a line, separated by tabs.
  public var referencesPerLine: Int
  public var invalidUTF8: InvalidUTF8Policy

  public init(
    hypotheses: String = "-", references: [String], referencesPerLine: Int = 1,
    invalidUTF8: InvalidUTF8Policy = .replace
  ) {
    self.hypotheses = hypotheses
    self.references = references
    self.referencesPerLine = referencesPerLine
    self.invalidUTF8 = invalidUTF8
  }

  /// How many references each segment has.
  public var referenceCount: Int { references.count * referencesPerLine }

  /// Throws a `Failure` of code `.usage` where the files cannot be read together.
  public func validate() throws {
    if references.isEmpty {
      throw Failure(.usage, "no reference is given", at: "", remedy: "name one with --reference FILE")
    }
    if referencesPerLine < 1 {
      throw Failure(.usage, "num-refs is \(referencesPerLine)", at: "", expected: "at least 1")
    }
    if referencesPerLine > 1 && references.count > 1 {
      throw Failure(
        .usage, "num-refs together with \(references.count) reference files", at: "",
        expected: "one file with tabs between the references, or several files")
    }
    if (references + [hypotheses]).filter({ $0 == "-" }).count > 1 {
      throw Failure(
        .usage, "stdin is named for more than one input", at: "", remedy: "name the hypotheses with --hypothesis FILE")
    }
  }
}

/// A hypothesis and its references: valid UTF-8 without white space at the ends of the lines.
public struct Segment: Sendable {
  public let hypothesis: [UInt8]
  public let references: [[UInt8]]
}

/// Reads hypotheses and references side by side, a line of each at a time.
///
/// As sacreBLEU does: only 0x0A ends a line, white space at its end is dropped, and a byte order mark is text. (Reading
/// from stdin, sacreBLEU also ends lines at a lone CR and takes tabs for the borders between several systems; here a
/// line is the same on every way in.)
public final class SegmentReader {
  /// Segments read so far.
  public private(set) var count = 0
  /// Lines that had to be repaired because they were not UTF-8.
  public private(set) var invalidLineCount = 0

  /// What messages call the file of hypotheses.
  public var hypothesesName: String { hypotheses.name }

  private let files: ScoreFiles
  private let hypotheses: LineReader
  private let references: [LineReader]

  public init(_ files: ScoreFiles) throws {
    try files.validate()
    self.files = files
    references = try files.references.map { try LineReader(path: $0, keepsByteOrderMark: true) }
    hypotheses = try LineReader(path: files.hypotheses, keepsByteOrderMark: true)
  }

  /// The next segment; nil after the last.
  ///
  /// - Throws: `Failure(.badData)` if one file ends before another, with both numbers of lines; if a line has not as
  ///   many references as it should; if it is not UTF-8 and that is an error.
  public func next() throws -> Segment? {
    let hypothesis = try hypotheses.next()
    let lines = try references.map { try $0.next() }
    if let other = lines.firstIndex(where: { ($0 == nil) != (hypothesis == nil) }) {
      throw try unequalCounts(references[other])
    }
    guard let hypothesis else { return nil }
    count += 1
    var texts = [[UInt8]]()
    texts.reserveCapacity(files.referenceCount)
    for (reader, line) in zip(references, lines) {
      let text = try text(line!, of: reader)
      if files.referencesPerLine == 1 { texts.append(text) } else { texts += try columns(text, of: reader) }
    }
    return Segment(hypothesis: try text(hypothesis, of: hypotheses), references: texts)
  }

  private func text(_ line: [UInt8], of reader: LineReader) throws -> [UInt8] {
    let repaired = invalidLineCount
    let text = try decodeUTF8(
      line, policy: files.invalidUTF8, place: { reader.place }, counter: &invalidLineCount)
    let bytes = invalidLineCount == repaired ? line : Array(text.utf8)
    let length = bytes.withUnsafeBufferPointer { UTF8Scalars.trimmingEnd($0).count }
    return length == bytes.count ? bytes : Array(bytes[..<length])
  }

  /// The references of one line; the last one keeps the tabs that are left.
  private func columns(_ line: [UInt8], of reader: LineReader) throws -> [[UInt8]] {
    let parts = line.split(separator: 0x09, maxSplits: files.referencesPerLine - 1, omittingEmptySubsequences: false)
    if parts.count != files.referencesPerLine {
      throw Failure(
        .badData, "\(parts.count) references on the line", at: reader.place,
        expected: "\(files.referencesPerLine), separated by tabs")
    }
    return parts.map { Array($0) }
  }

  private func unequalCounts(_ reference: LineReader) throws -> Failure {
    while try hypotheses.next() != nil {}
    while try reference.next() != nil {}
    return Failure(
      .badData, "\(hypotheses.lineNumber) lines, but \(reference.name) has \(reference.lineNumber)",
      at: hypotheses.name, expected: "as many hypotheses as references",
      remedy: "check that both were made from the same source")
  }
}
