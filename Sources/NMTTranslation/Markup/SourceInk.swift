import NMTText

/// A line's parts in order: pieces, and text between them that stays unchanged and is not only white space.
enum LinePart: Sendable {
  case piece(Int)
  case kept([UInt8])

  static func parts(of line: SourceLine) -> [LinePart] {
    var parts: [LinePart] = [.kept(Array(line.indent.utf8))]
    for (index, piece) in line.pieces.enumerated() { parts += [.piece(index), .kept(Array(piece.behind.utf8))] }
    return parts
  }
}

/// Positions of the subwords of a source line: its parts in sequence, and before each subword the number of the line's
/// bytes that are not white space ("ink"). Unchanged text is a part with one subword.
package struct SourceInk: Sendable {
  /// Range of subwords of each part that has ink.
  let windows: [Range<Int>]
  /// The piece of each part; nil for unchanged text.
  let pieces: [Int?]
  /// Ink before each subword, and at the end the line's total.
  let starts: [Double]

  /// A line with one piece.
  package init(starts: [Double]) {
    windows = [0..<starts.count - 1]
    pieces = [0]
    self.starts = starts
  }

  /// - Parameter ink: amount of ink in the line. Bytes added or removed by normalization are spread over the line.
  init(_ line: SourceLine, pipeline: TextPipeline, ink: Int) {
    var (windows, pieces, starts): ([Range<Int>], [Int?], [Double]) = ([], [], [0])
    for part in LinePart.parts(of: line) {
      let first = starts.count - 1
      switch part {
      case .kept(let text):
        let size = inkCount(text)
        guard size > 0 else { continue }
        starts.append(starts.last! + Double(size))
        pieces.append(nil)
      case .piece(let piece):
        for token in line.pieces[piece].tokens {
          starts.append(starts.last! + Double(surfaceInk(pipeline.sourceSurface(token))))
        }
        pieces.append(piece)
      }
      windows.append(first..<starts.count - 1)
    }
    let scale = starts.last! > 0 ? Double(ink) / starts.last! : 1
    self.windows = windows
    self.pieces = pieces
    self.starts = starts.map { $0 * scale }
  }

  /// Subwords that overlap a range of ink, and how much of each is inside.
  func weights(_ range: Range<Int>) -> (subwords: Range<Int>, weights: [Float]) {
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    let first = max(0, partition { $0 > low } - 1)
    let end = max(first, min(starts.count - 1, partition { $0 >= high }))
    let weights = (first..<end).map { subword -> Float in
      let (start, stop) = (starts[subword], starts[subword + 1])
      guard stop > start else { return 0 }
      return Float(max(0, min(stop, high) - max(start, low)) / (stop - start))
    }
    return (first..<end, weights)
  }

  /// The parts that contain a range of subwords.
  func windows(holding subwords: Range<Int>) -> Range<Int> {
    let first = windows.firstIndex { $0.upperBound > subwords.lowerBound } ?? max(0, windows.count - 1)
    let end = windows.firstIndex { $0.lowerBound >= subwords.upperBound } ?? windows.count
    return first..<max(first, end)
  }

  /// Index of the first start for which `isBehind` holds; starts are sorted.
  func partition(_ isBehind: (Double) -> Bool) -> Int {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(starts[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
