import NMTSystem
import NMTText

/// Reads pairs in blocks; throws an error only after the pairs before it have been returned.
final class ScoredPairReader {
  typealias Pair = (text: (source: String, target: String), place: String)

  /// Readers of sources and targets, or of lines with both.
  private let readers: [LineReader]
  private let invalidUTF8: InvalidUTF8Policy
  private var failure: (any Error)?

  /// - Parameter targets: nil if each line of `input` is source, tab, target.
  init(_ input: String, targets: String?, invalidUTF8: InvalidUTF8Policy) throws {
    readers = try ([input] + (targets.map { [$0] } ?? [])).map { try LineReader(path: $0) }
    self.invalidUTF8 = invalidUTF8
  }

  /// Share of the sources read so far; nil for input without a size.
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
