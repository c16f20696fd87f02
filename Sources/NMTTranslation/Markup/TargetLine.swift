import NMTSearch
import NMTText

/// A translation as units, with the source of each.
package struct TargetLine: Sendable {
  var units: [TargetUnit]
  let source: SourceInk
  /// White space after the last unit.
  var end: [UInt8] = []
  /// First unit of each part, and the number of units.
  private(set) var firstUnits: [Int] = []

  package init(units: [TargetUnit], source: SourceInk) {
    self.units = units
    self.source = source
    countUnits()
  }

  /// - Parameters:
  /// - hypotheses: one per piece of the line.
  /// - texts: text of each hypothesis.
  /// - ink: amount of ink in the line.
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

  /// Adds the units of a text; returns false if it has none.
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

  /// Marks the units of required phrases, which no point may separate.
  package mutating func keepTogether(_ phrases: Set<[UInt8]>) {
    var (text, starts): ([UInt8], [Int]) = ([], [])
    for unit in units {
      if !unit.space.isEmpty, !starts.isEmpty { text.append(0x20) }
      starts.append(text.count)
      text += unit.text
    }
    var number = 0
    // Sorted, so that the result is the same in every run: where two overlap, the last one counts.
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

  /// Whether the units on both sides of a gap belong to the same required phrase.
  func isInsidePhrase(_ gap: Int) -> Bool { units[gap].phrase != nil && units[gap].phrase == units[gap - 1].phrase }

  /// Updates the positions of parts; must be called after units are added or removed.
  mutating func countUnits() {
    var firsts = Array(repeating: units.count, count: source.windows.count + 1)
    for index in units.indices.reversed() { firsts[units[index].window] = index }
    for window in source.windows.indices.reversed() { firsts[window] = min(firsts[window], firsts[window + 1]) }
    firstUnits = firsts
  }

  /// Units of the parts that contain these source subwords.
  func units(from subwords: Range<Int>) -> Range<Int> {
    let windows = source.windows(holding: subwords)
    return firstUnits[windows.lowerBound]..<firstUnits[windows.upperBound]
  }

  /// Share of a unit's attention on the given ink of the source, 0…1.
  func mass(_ unit: Int, _ subwords: Range<Int>, _ weights: [Float]) -> Float {
    let window = source.windows[units[unit].window]
    var sum: Float = 0
    for subword in subwords.clamped(to: window) {
      sum += weights[subword - subwords.lowerBound] * units[unit].attention[subword - window.lowerBound]
    }
    return sum
  }
}

/// Placeholders, and the words and signs between them by the rules of the language; without white space.
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
