import Foundation
import NMTSystem
import NMTText

/// Scores given translations: one line of result a pair, in order.
public struct ForcedScoringRun: Sendable {
  /// Where the pairs come from.
  public enum Pairs: Sendable, Equatable {
    /// Two files, line by line; `"-"` is stdin.
    case files(source: String, target: String)
    /// One file, source and target separated by a tab.
    case tabSeparated(String)
  }

  public var pairs: Pairs
  /// Path; `"-"` is stdout.
  public var output: String
  public var format: ForcedScoreFormat
  public var invalidUTF8: InvalidUTF8Policy
  /// Most pairs in memory.
  public var window: Int

  public init(
    pairs: Pairs, output: String = "-", format: ForcedScoreFormat = ForcedScoreFormat(),
    invalidUTF8: InvalidUTF8Policy = .replace, window: Int = 512
  ) {
    self.pairs = pairs
    self.output = output
    self.format = format
    self.invalidUTF8 = invalidUTF8
    self.window = window
  }

  /// Runs to the end of the pairs. SIGTERM and SIGINT end the process with whole lines written.
  public func run(_ translator: Translator) throws {
    let next = try reader()
    let output = try StoppableOutput(path: output)
    output.leaveOnSignal()
    while case let block = try next(), !block.isEmpty {
      let scores = try translator.forcedScores(block)
      try output.write { writer in
        for score in scores { try writer.write(line: format.line(score)) }
      }
    }
    try output.close()
  }

  /// Gives the next block of pairs; none at the end.
  private func reader() throws -> () throws -> [(source: String, target: String)] {
    switch pairs {
    case .files(let source, let target):
      let readers = (try LineReader(path: source), try LineReader(path: target))
      return { try block(readers.0, readers.1) }
    case .tabSeparated(let path):
      let reader = try LineReader(path: path)
      return {
        let lines = try reader.nextAvailable(limit: window) ?? []
        let first = reader.lineNumber - lines.count + 1
        return try lines.enumerated().map { try columns($1, place: "\(reader.name):\(first + $0)") }
      }
    }
  }

  private func block(_ sources: LineReader, _ targets: LineReader) throws -> [(source: String, target: String)] {
    var pairs: [(source: String, target: String)] = []
    while pairs.count < window {
      let (source, target) = (try sources.next(), try targets.next())
      guard let source, let target else {
        if source != nil || target != nil { throw try unequal(sources, targets) }
        break
      }
      pairs.append((try text(source, sources.place), try text(target, targets.place)))
    }
    return pairs
  }

  private func unequal(_ sources: LineReader, _ targets: LineReader) throws -> Failure {
    while try sources.next() != nil {}
    while try targets.next() != nil {}
    return Failure(
      .badData, "has \(formatCount(targets.lineNumber)) lines", at: targets.name,
      expected: "\(formatCount(sources.lineNumber)), as in \(sources.name)", remedy: "give files that belong together")
  }

  private func columns(_ line: [UInt8], place: String) throws -> (source: String, target: String) {
    let columns = line.split(separator: 0x09, omittingEmptySubsequences: false)
    guard columns.count == 2 else {
      throw Failure(
        .badData, "has \(columns.count) columns", at: place,
        expected: "source and target, separated by one tab")
    }
    return (try text(Array(columns[0]), place), try text(Array(columns[1]), place))
  }

  private func text(_ bytes: [UInt8], _ place: String) throws -> String {
    var repaired = 0
    return try decodeUTF8(bytes, policy: invalidUTF8, place: { place }, counter: &repaired)
  }
}
