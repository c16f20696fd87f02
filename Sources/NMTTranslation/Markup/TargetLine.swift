import NMTSearch
import NMTText

/// A word of a translation, a sign, or a placeholder: what marks are put between.
package struct TargetUnit: Sendable {
  var text: [UInt8]
  /// How it is written to the letter; nil for what the model wrote by itself.
  var raw: [UInt8]?
  let isPlaceholder: Bool
  /// The white space before it.
  var space: [UInt8]
  /// Which part of the source line it is from.
  let window: Int
  /// How much of its attention each source subword of that part has; the sum is 1.
  var attention: [Float]
  /// The required phrase that it is in, by a number of its own; nil for none.
  var phrase: Int?

  package init(
    text: [UInt8], raw: [UInt8]? = nil, isPlaceholder: Bool, space: [UInt8], window: Int, attention: [Float]
  ) {
    self.text = text
    self.raw = raw
    self.isPlaceholder = isPlaceholder
    self.space = space
    self.window = window
    self.attention = attention
  }
}

/// A line's parts in its order: pieces, and text between them that comes back as it is and holds more than white space.
enum LinePart: Sendable {
  case piece(Int)
  case kept([UInt8])

  static func parts(of line: SourceLine) -> [LinePart] {
    var parts: [LinePart] = [.kept(Array(line.indent.utf8))]
    for (index, piece) in line.pieces.enumerated() { parts += [.piece(index), .kept(Array(piece.behind.utf8))] }
    return parts
  }
}

/// Where the subwords of a source line are: its parts one behind the other, and how many bytes of the line that are no white
/// space ("ink") stand before each of them. Text that is kept is a part with one subword.
package struct SourceInk: Sendable {
  /// Subwords of each part that has ink.
  let windows: [Range<Int>]
  /// The piece of each; nil for text that is kept.
  let pieces: [Int?]
  /// Ink before each subword, and that of the line.
  let starts: [Double]

  /// A line of one piece.
  package init(starts: [Double]) {
    windows = [0..<starts.count - 1]
    pieces = [0]
    self.starts = starts
  }

  /// - Parameter ink: of the line. What normalising adds or takes away is spread over the line.
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

  /// Subwords that hold ink of a range, and how much of each is in it.
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

  /// The parts that hold subwords of a range.
  func windows(holding subwords: Range<Int>) -> Range<Int> {
    let first = windows.firstIndex { $0.upperBound > subwords.lowerBound } ?? max(0, windows.count - 1)
    let end = windows.firstIndex { $0.lowerBound >= subwords.upperBound } ?? windows.count
    return first..<max(first, end)
  }

  /// The number of the first start for which `isBehind` holds; they are sorted.
  func partition(_ isBehind: (Double) -> Bool) -> Int {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(starts[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// A translation in units, with where each came from.
package struct TargetLine: Sendable {
  var units: [TargetUnit]
  let source: SourceInk
  /// The white space behind the last unit.
  var end: [UInt8] = []
  /// The first unit of each part, and the number of units.
  private(set) var firstUnits: [Int] = []

  package init(units: [TargetUnit], source: SourceInk) {
    self.units = units
    self.source = source
    countUnits()
  }

  /// - Parameters:
  ///   - hypotheses: of the line's pieces.
  ///   - texts: of the hypotheses.
  ///   - ink: of the line.
  init(
    _ line: SourceLine, _ hypotheses: [Hypothesis], texts: [String], pipeline: TextPipeline,
    boundaries: WordBoundaries, ink: Int
  ) {
    source = SourceInk(line, pipeline: pipeline, ink: ink)
    units = []
    var window = 0
    for part in LinePart.parts(of: line) {
      switch part {
      case .kept(let text):
        if add(text, boundaries, window: window, { _ in [1] }) { window += 1 }
      case .piece(let piece):
        let text = Array(texts[piece].utf8)
        let reader = AttentionReader(
          line.pieces[piece].tokens, hypotheses[piece], ink: inkCount(text), pipeline: pipeline)
        _ = add(text, boundaries, window: window, reader.attention)
        window += 1
      }
    }
    countUnits()
  }

  /// Adds the units of a text; false if it has none.
  private mutating func add(
    _ text: [UInt8], _ boundaries: WordBoundaries, window: Int, _ attention: (Range<Int>) -> [Float]
  ) -> Bool {
    var (ink, position) = (0, 0)
    for (range, isPlaceholder) in unitRanges(text, boundaries) {
      let size = inkCount(text[range])
      units.append(
        TargetUnit(
          text: Array(text[range]), isPlaceholder: isPlaceholder, space: end + text[position..<range.lowerBound],
          window: window, attention: attention(ink..<ink + size)))
      end = []
      ink += size
      position = range.upperBound
    }
    end += text[position...]
    return ink > 0
  }

  /// Marks what belongs to required phrases: no point may part them.
  package mutating func keepTogether(_ phrases: Set<[UInt8]>) {
    var (text, starts): ([UInt8], [Int]) = ([], [])
    for unit in units {
      if !unit.space.isEmpty, !starts.isEmpty { text.append(0x20) }
      starts.append(text.count)
      text += unit.text
    }
    var number = 0
    // In an order of their own: where two overlap, the last one counts, in every run.
    for phrase in phrases.sorted(by: { $0.lexicographicallyPrecedes($1) }) where !phrase.isEmpty {
      var unit = 0
      for start in text.indices where text[start] == phrase[0] && text[start...].starts(with: phrase) {
        while unit + 1 < units.count, starts[unit + 1] <= start { unit += 1 }
        var inside = unit
        while inside < units.count, starts[inside] < start + phrase.count {
          units[inside].phrase = number
          inside += 1
        }
        number += 1
      }
    }
  }

  /// Whether the units on both sides of a gap belong to one required phrase.
  func isInsidePhrase(_ gap: Int) -> Bool { units[gap].phrase != nil && units[gap].phrase == units[gap - 1].phrase }

  /// Has to be called once units have come or gone.
  mutating func countUnits() {
    var firsts = Array(repeating: units.count, count: source.windows.count + 1)
    for index in units.indices.reversed() { firsts[units[index].window] = index }
    for window in source.windows.indices.reversed() { firsts[window] = min(firsts[window], firsts[window + 1]) }
    firstUnits = firsts
  }

  /// Units of the parts that hold these source subwords.
  func units(from subwords: Range<Int>) -> Range<Int> {
    let windows = source.windows(holding: subwords)
    return firstUnits[windows.lowerBound]..<firstUnits[windows.upperBound]
  }

  /// How much of a unit's attention is on ink of the source, 0…1.
  func mass(_ unit: Int, _ subwords: Range<Int>, _ weights: [Float]) -> Float {
    let window = source.windows[units[unit].window]
    var sum: Float = 0
    for subword in subwords.clamped(to: window) {
      sum += weights[subword - subwords.lowerBound] * units[unit].attention[subword - window.lowerBound]
    }
    return sum
  }
}

/// Placeholders, and the words and signs between them by the rules of the language; white space left out.
private func unitRanges(_ text: [UInt8], _ boundaries: WordBoundaries) -> [(range: Range<Int>, isPlaceholder: Bool)] {
  var (ranges, start): ([(Range<Int>, Bool)], Int) = ([], 0)
  func addWords(upTo end: Int) {
    let part = String(decoding: text[start..<end], as: UTF8.self)
    for segment in boundaries.segments(part) {
      let range = start + segment.lowerBound..<start + segment.upperBound
      if inkCount(text[range]) > 0 { ranges.append((range, false)) }
    }
  }
  for found in placeholders(in: text) {
    addWords(upTo: found.range.lowerBound)
    ranges.append((found.range, true))
    start = found.range.upperBound
  }
  addWords(upTo: text.count)
  return ranges
}

/// What the ink of a piece's translation attended to.
private struct AttentionReader {
  private let hypothesis: Hypothesis
  private let sourceCount: Int
  /// Ink of the text before each target subword.
  private let starts: [Double]
  private let ink: Int

  /// - Parameter ink: of the text.
  init(_ source: [Int32], _ hypothesis: Hypothesis, ink: Int, pipeline: TextPipeline) {
    self.hypothesis = hypothesis
    self.ink = ink
    sourceCount = source.count
    var starts = [0.0]
    for token in hypothesis.tokens { starts.append(starts.last! + Double(surfaceInk(pipeline.targetSurface(token)))) }
    let scale = starts.last! > 0 ? Double(ink) / starts.last! : 1
    self.starts = starts.map { $0 * scale }
  }

  /// The end of sentence's share is the last subword's. Without attention, what stands as far into the source.
  func attention(of range: Range<Int>) -> [Float] {
    var row = [Float](repeating: 0, count: sourceCount)
    guard sourceCount > 0 else { return row }
    for token in hypothesis.tokens.indices {
      let overlap = min(starts[token + 1], Double(range.upperBound)) - max(starts[token], Double(range.lowerBound))
      guard overlap > 0, let weights = hypothesis.attention(of: token) else { continue }
      for (position, weight) in weights.enumerated() where weight.isFinite {
        row[min(position, sourceCount - 1)] += weight * Float(overlap)
      }
    }
    let sum = row.reduce(0, +)
    if sum > 0 { return row.map { $0 / sum } }
    let middle = Double(range.lowerBound + range.upperBound) / 2 / Double(max(1, ink))
    row[min(sourceCount - 1, Int(middle * Double(sourceCount)))] = 1
    return row
  }
}

/// Bytes of characters that are no white space.
private func inkCount(_ text: some Sequence<UInt8>) -> Int {
  String(decoding: Array(text), as: UTF8.self).unicodeScalars.reduce(0) {
    $0 + ($1.properties.isWhitespace ? 0 : UTF8.width($1))
  }
}

/// The same of a subword, which may be part of a character and has no white space but spaces.
private func surfaceInk(_ bytes: [UInt8]) -> Int { bytes.count { $0 != 0x20 } }
