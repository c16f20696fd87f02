import Foundation
import NMTSystem

/// `log.jsonl`: one JSON object per line, appended during training; entries are also kept for the curves.
///
/// A run that resumes from a checkpoint first drops the later lines, which will be written again.
package final class TrainingLog {
  package let path: String
  package private(set) var entries: [LogEntry] = []
  private let file: UnsafeMutablePointer<FILE>

  /// The log of the run in a model directory.
  package static func path(in model: String) -> String { model + "/log.jsonl" }

  /// - Parameter state: state of the run; later entries are dropped.
  package init(path: String, upTo state: TrainingState) throws {
    self.path = path
    if access(path, F_OK) == 0 {
      entries = try Self.read(path).filter {
        $0.update <= ($0.kind == .validation ? state.lastValidation : state.update)
      }
    }
    let kept = try entries.flatMap(Self.line)
    try DurableFile.write(kept, to: path)
    guard let file = fopen(path, "ae") else { throw Failure.system("append to", path) }
    self.file = file
  }

  deinit { fclose(file) }

  package func append(_ entry: LogEntry) throws {
    entries.append(entry)
    let line = try Self.line(entry)
    guard fwrite(line, 1, line.count, file) == line.count, fflush(file) == 0 else {
      throw Failure.system("append to", path)
    }
  }

  /// Reads the entries of a log. Omits a last line that was cut off by a crash; throws on any other damage.
  package static func read(_ path: String) throws -> [LogEntry] {
    try refuseLink(path)
    let lines = try readWholeFile(path, limit: 1 << 30).split(separator: 0x0A, omittingEmptySubsequences: true)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var entries: [LogEntry] = []
    for (number, line) in lines.enumerated() {
      if let entry = try? decoder.decode(LogEntry.self, from: Data(line)) {
        entries.append(entry)
      } else if number + 1 < lines.count {
        throw Failure(
          .badData, "not a log entry", at: "\(path):\(number + 1)", expected: "one JSON object per line",
          remedy: "move the file away")
      }
    }
    return entries
  }

  private static func line(_ entry: LogEntry) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try [UInt8](encoder.encode(entry)) + [0x0A]
  }
}
