import Foundation
import NMTSystem
import NMTText

/// One line of each side as bytes, unfiltered.
package struct RawPair: Sendable, Equatable {
  package var source: [UInt8]
  package var target: [UInt8]
  /// False for a TSV line with too few columns.
  package var hasBothColumns = true
  /// Line number in its file, from 1.
  package var line: Int
  /// Index of the input that the pair comes from.
  package var input: Int

  package init(source: [UInt8], target: [UInt8], hasBothColumns: Bool = true, line: Int, input: Int) {
    self.source = source
    self.target = target
    self.hasBothColumns = hasBothColumns
    self.line = line
    self.input = input
  }
}

/// Reads the pairs of several inputs, one input after the other, in constant memory.
package final class PairReader {
  private let inputs: [PairInput]
  private var current: OpenInput?
  private var position = -1
  /// Pairs returned so far.
  package private(set) var count = 0
  /// Files read to their end so far.
  package private(set) var records: [Manifest.InputRecord] = []

  package init(_ inputs: [PairInput]) { self.inputs = inputs }

  /// The next pair, nil after the last.
  ///
  /// - Throws: `Failure(.badData)` if one file of a pair has more lines than the other; both are counted to the end.
  package func next() throws -> RawPair? {
    while true {
      if let pair = try current?.next() {
        count += 1
        return pair
      }
      if let finished = current { records += finished.records }
      current = nil
      position += 1
      guard position < inputs.count else {
        position = inputs.count
        return nil
      }
      try StopRequest.check()
      current = try OpenInput(inputs[position], number: position)
    }
  }

  /// The next pairs for one worker: at most 512, fewer if their lines are long; nil after the last.
  package func nextChunk() throws -> [RawPair]? {
    try StopRequest.check()
    var chunk: [RawPair] = []
    var bytes = 0
    while chunk.count < 512, bytes < 1 << 19, let pair = try next() {
      bytes += pair.source.count + pair.target.count
      chunk.append(pair)
    }
    return chunk.isEmpty ? nil : chunk
  }

  /// Location of a pair's side for messages: `train.en.gz:17`.
  package static func place(of pair: RawPair, isSource: Bool, in inputs: [PairInput]) -> String {
    let files = inputs[pair.input].files
    return "\((isSource ? files.first! : files.last!).name):\(pair.line)"
  }
}

/// An input that is being read.
private final class OpenInput {
  private let input: PairInput
  private let number: Int
  private let readers: [LineReader]
  private let descriptors: [Int32]

  init(_ input: PairInput, number: Int) throws {
    self.input = input
    self.number = number
    var descriptors: [Int32] = []
    do {
      for file in input.files { descriptors.append(file.path == "-" ? 0 : try Descriptor.openForReading(file.path)) }
    } catch {
      for descriptor in descriptors where descriptor != 0 { close(descriptor) }
      throw error
    }
    self.descriptors = descriptors
    readers = zip(descriptors, input.files).map { LineReader(fileDescriptor: $0, name: $1.name, hashes: true) }
  }

  deinit { for descriptor in descriptors where descriptor != 0 { close(descriptor) } }

  var records: [Manifest.InputRecord] {
    zip(input.files, readers).map { file, reader in
      Manifest.InputRecord(
        name: (file.name as NSString).lastPathComponent, lines: reader.lineNumber, sha256: reader.sha256Hex ?? "")
    }
  }

  func next() throws -> RawPair? {
    switch input {
    case .files:
      let (source, target) = (try readers[0].next(), try readers[1].next())
      if let source, let target {
        return RawPair(source: source, target: target, line: readers[0].lineNumber, input: number)
      }
      guard source == nil, target == nil else { throw try unequalCounts() }
      return nil
    case .tsv(_, let sourceColumn, let targetColumn):
      guard let line = try readers[0].next() else { return nil }
      let (source, target) = (Self.column(sourceColumn, of: line), Self.column(targetColumn, of: line))
      return RawPair(
        source: source ?? [], target: target ?? [], hasBothColumns: source != nil && target != nil,
        line: readers[0].lineNumber, input: number)
    }
  }

  /// Bytes of one TAB-separated column; nil if there are fewer columns.
  private static func column(_ number: Int, of line: [UInt8]) -> [UInt8]? {
    var (column, start) = (1, 0)
    for (position, byte) in line.enumerated() where byte == 0x09 {
      if column == number { return Array(line[start..<position]) }
      (column, start) = (column + 1, position + 1)
    }
    return column == number ? Array(line[start...]) : nil
  }

  /// Counts the longer file to its end, so that the message can state both counts.
  private func unequalCounts() throws -> Failure {
    for reader in readers {
      while try reader.next() != nil { if reader.lineNumber % 4096 == 0 { try StopRequest.check() } }
    }
    let counts = readers.map { formatCount($0.lineNumber) }
    return Failure(
      .badData, "has \(counts[0]) lines, but \(readers[1].name) has \(counts[1])", at: readers[0].name,
      expected: "the same number of lines in both files", remedy: "check that both come from the same corpus")
  }
}
