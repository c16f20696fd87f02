import NMTSearch

/// Attention of a line's translation: the weights of each target subword over all source subwords of the line.
///
/// A target subword attends only to its own piece of the line. Only those weights are stored, and a row is widened to
/// the line on access: memory grows with a long line's length, not with its square.
public struct AttentionRows: Sendable, RandomAccessCollection {
  /// Attention within one piece.
  private struct Piece: Sendable {
    /// Range of the line's target subwords.
    let rows: Range<Int>
    /// Range of the line's source subwords.
    let columns: Range<Int>
    /// Weights as in `Hypothesis.attention`: each row ends with the weight of the source's EOS.
    let weights: [Float]

    func row(_ row: Int) -> ArraySlice<Float> {
      let start = (row - rows.lowerBound) * (columns.count + 1)
      return weights[start..<start + columns.count]
    }
  }

  private var pieces: [Piece] = []
  /// Number of source subwords in the line.
  private let width: Int

  /// Empty, without rows.
  ///
  /// - Parameter width: number of source subwords in the line.
  init(width: Int) { self.width = width }

  /// Adds the rows of a piece, whose source subwords are `columns` of the line's; adds none if nothing was recorded.
  mutating func append(_ hypothesis: Hypothesis, columns: Range<Int>) {
    guard !hypothesis.tokens.isEmpty, !hypothesis.attention.isEmpty else { return }
    precondition(
      hypothesis.attention.count == (hypothesis.tokens.count + 1) * (columns.count + 1),
      "AttentionRows: \(hypothesis.attention.count) weights of \(hypothesis.tokens.count) tokens over \(columns)")
    pieces.append(
      Piece(
        rows: endIndex..<endIndex + hypothesis.tokens.count, columns: columns, weights: hypothesis.attention))
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { pieces.last?.rows.upperBound ?? 0 }

  /// Weights of a target subword, one per source subword of the line.
  public subscript(row: Int) -> [Float] {
    let (columns, weights) = kept(row)
    var wide = [Float](repeating: 0, count: width)
    wide.replaceSubrange(columns, with: weights)
    return wide
  }

  /// The stored weights of a target subword, and the source subwords that they belong to.
  func kept(_ row: Int) -> (columns: Range<Int>, weights: ArraySlice<Float>) {
    precondition(indices.contains(row), "AttentionRows: row \(row) of \(count)")
    var (low, high) = (0, pieces.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].rows.upperBound > row { high = middle } else { low = middle + 1 }
    }
    return (pieces[low].columns, pieces[low].row(row))
  }
}

extension AttentionRows: Equatable {
  /// Whether all rows are equal, however they are divided into pieces.
  public static func == (a: AttentionRows, b: AttentionRows) -> Bool {
    a.count == b.count && a.indices.allSatisfy { a[$0] == b[$0] }
  }
}

extension AttentionRows: Codable {
  /// Encodes an array of rows, widening one at a time.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for row in self { try container.encode(row) }
  }

  /// Decodes rows of equal width.
  public init(from decoder: any Decoder) throws {
    let rows = try [[Float]](from: decoder)
    width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "rows of several widths"))
    }
    if !rows.isEmpty {
      let weights = rows.flatMap { $0 + [Swift.max(0, 1 - $0.reduce(0, +))] }
      pieces = [Piece(rows: 0..<rows.count, columns: 0..<width, weights: weights)]
    }
  }
}
