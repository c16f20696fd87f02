import NMTSystem
package import NMTText

/// Scores given translations: one line of result a pair, in order.
///
/// At most `window` pairs are in memory, and no more once they have 4 MiB. What cannot be read ends the run when the pairs
/// before it have been scored; so does a pair of which a side has more than `Translator.scoredLengthLimit` subwords.
package struct ForcedScoringRun: Sendable {
  /// Where the pairs come from.
  package enum Pairs: Sendable, Equatable {
    /// Two files, line by line; `"-"` is stdin.
    case files(source: String, target: String)
    /// One file, source and target separated by a tab.
    case tabSeparated(String)

    /// The files, the sources' first.
    var paths: [String] {
      switch self {
      case .files(let source, let target): [source, target]
      case .tabSeparated(let path): [path]
      }
    }
  }

  package var pairs: Pairs
  /// Path; `"-"` is stdout.
  package var output: String
  package var format: ForcedScoreFormat
  package var invalidUTF8: InvalidUTF8Policy
  /// Most pairs in memory.
  package var window: Int
  /// Whether only errors are told.
  package var isQuiet: Bool

  package init(
    pairs: Pairs, output: String = "-", format: ForcedScoreFormat = ForcedScoreFormat(),
    invalidUTF8: InvalidUTF8Policy = .replace, window: Int = 512, isQuiet: Bool = false
  ) {
    self.pairs = pairs
    self.output = output
    self.format = format
    self.invalidUTF8 = invalidUTF8
    self.window = window
    self.isQuiet = isQuiet
  }

  /// Runs to the end of the pairs. SIGTERM and SIGINT end the process with whole lines written.
  package func run(_ translator: Translator) throws {
    let reader = try PairReader(pairs, invalidUTF8: invalidUTF8)
    let output = try StoppableOutput(path: output, apartFrom: pairs.paths)
    output.leaveOnSignal()
    let progress = Progress("scored", unit: "pairs", output: self.output, isQuiet: isQuiet)
    while case let block = try reader.next(limit: window), !block.isEmpty {
      let (scores, failure) = try translator.forcedScores(block.map { $0.text }) { block[$0].place }
      try output.write { writer in
        for score in scores { try writer.write(line: format.line(score)) }
      }
      if let failure { throw failure }
      progress.advance(by: block.count, share: reader.share)
    }
    try output.close()
    progress.finish()
  }
}

/// Reads pairs in blocks; a failure is thrown when the pairs before it have been given.
private final class PairReader {
  typealias Pair = (text: (source: String, target: String), place: String)

  /// Sources and targets, or lines with both.
  private let readers: [LineReader]
  private let invalidUTF8: InvalidUTF8Policy
  private var failure: (any Error)?

  init(_ pairs: ForcedScoringRun.Pairs, invalidUTF8: InvalidUTF8Policy) throws {
    readers = try pairs.paths.map { try LineReader(path: $0) }
    self.invalidUTF8 = invalidUTF8
  }

  /// How much of the sources has been read; nil for what has no size.
  var share: Double? { readers[0].share }

  /// The next pairs, at most `limit`; none at the end.
  func next(limit: Int) throws -> [Pair] {
    if let failure { throw failure }
    var pairs: [Pair] = []
    do {
      if readers.count == 2 { try readFiles(&pairs, limit) } else { try readColumns(&pairs, limit) }
    } catch {
      if pairs.isEmpty { throw error }
      failure = error
    }
    return pairs
  }

  private func readFiles(_ pairs: inout [Pair], _ limit: Int) throws {
    let (sources, targets) = (readers[0], readers[1])
    var size = 0
    while pairs.count < limit, size < LineReader.windowSize {
      let (source, target) = (try sources.next(), try targets.next())
      guard let source, let target else {
        if source != nil || target != nil { throw try unequal(sources, targets) }
        return
      }
      size += source.count + target.count
      pairs.append(((try text(source, sources.place), try text(target, targets.place)), sources.place))
    }
  }

  private func unequal(_ sources: LineReader, _ targets: LineReader) throws -> Failure {
    while try sources.next() != nil {}
    while try targets.next() != nil {}
    return Failure(
      .badData, "has \(formatCount(targets.lineNumber)) lines", at: targets.name,
      expected: "\(formatCount(sources.lineNumber)), as in \(sources.name)", remedy: "give files that belong together")
  }

  private func readColumns(_ pairs: inout [Pair], _ limit: Int) throws {
    let lines = try readers[0].nextAvailable(limit: limit) ?? []
    let first = readers[0].lineNumber - lines.count + 1
    for (offset, line) in lines.enumerated() {
      let place = "\(readers[0].name):\(first + offset)"
      pairs.append((try columns(line, place), place))
    }
  }

  private func columns(_ line: [UInt8], _ place: String) throws -> (source: String, target: String) {
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
