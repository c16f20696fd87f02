import CICU

/// Cuts a text that is too long into parts that are not, where a reader would: behind punctuation that ends a clause,
/// else behind white space, else between words of a script without spaces, else between characters as people see them
/// (grapheme clusters), else between code points.
///
/// The parts tile the text and are about equally long. Of each kind of place the ones nearest to an even division are
/// taken; a part without any falls to the next kind. What is a clause's end is ICU's to say (`cicu_clause_of`): a
/// character of Terminal_Punctuation or a dash before white space, or one of full width, with the closing brackets and
/// quotation marks behind it.
public struct TextCutter: Sendable {
  private let words: BreakIterator
  private let clusters: BreakIterator

  private enum Place: Int, CaseIterable {
    case clause, space, word, cluster, scalar
  }

  /// A cutter for texts of one language.
  ///
  /// - Parameter locale: ICU locale or BCP 47 tag; an unknown language has the root rules.
  public init(locale: String) throws {
    words = try BreakIterator(.word, locale: locale)
    clusters = try BreakIterator(.cluster, locale: locale)
  }

  /// The parts of `text`, each of them at most `limit` by `measure`; a single code point goes as it is.
  public func parts(of text: String, limit: Int, measure: (String) -> Int) -> [String] {
    precondition(limit > 0, "TextCutter: a limit of \(limit)")
    return parts(of: text, from: .clause, limit: limit, measure)
  }

  private func parts(of text: String, from first: Place, limit: Int, _ measure: (String) -> Int) -> [String] {
    let size = measure(text)
    guard size > limit else { return [text] }
    let count = (size + limit - 1) / limit
    let bytes = Array(text.utf8)
    for place in Place.allCases[first.rawValue...] {
      let boundaries = boundaries(place, text)
      var points = Self.evenPoints(boundaries, length: bytes.count, parts: count)
      if points.isEmpty, place == .scalar { points = Array(boundaries.prefix(1)) }
      guard !points.isEmpty else { continue }
      return zip([0] + points, points + [bytes.count]).flatMap { start, end in
        parts(of: String(decoding: bytes[start..<end], as: UTF8.self), from: place, limit: limit, measure)
      }
    }
    return [text]
  }

  /// For each of the points that divide `length` evenly the nearest boundary, if one is no further away than two thirds of
  /// a part.
  static func evenPoints(_ boundaries: [Int], length: Int, parts: Int) -> [Int] {
    var points: [Int] = []
    var next = 0
    for part in 1..<parts {
      let ideal = length * part / parts
      while next + 1 < boundaries.count, abs(boundaries[next + 1] - ideal) <= abs(boundaries[next] - ideal) {
        next += 1
      }
      guard next < boundaries.count, 3 * parts * abs(boundaries[next] - ideal) <= 2 * length else { continue }
      if points.last != boundaries[next] { points.append(boundaries[next]) }
    }
    return points
  }

  /// Byte offsets inside the text, in order, without both ends.
  private func boundaries(_ place: Place, _ text: String) -> [Int] {
    var found: [Int] = []
    switch place {
    case .clause: found = Self.clauseEnds(text)
    case .space: found = Self.scalarEnds(text) { cicu_is_white_space($0) && !cicu_is_white_space($1) }
    case .word: words.forEach(in: text) { range, _ in found.append(range.upperBound) }
    case .cluster: clusters.forEach(in: text) { range, _ in found.append(range.upperBound) }
    case .scalar: found = Self.scalarEnds(text) { _, _ in true }
    }
    return found.filter { $0 > 0 && $0 < text.utf8.count }
  }

  /// Offsets behind scalars that `isEnd` says so of, given the scalar and the one behind it.
  private static func scalarEnds(_ text: String, _ isEnd: (UInt32, UInt32) -> Bool) -> [Int] {
    var (ends, offset): ([Int], Int) = ([], 0)
    var previous: UInt32?
    for scalar in text.unicodeScalars {
      if let previous, isEnd(previous, scalar.value) { ends.append(offset) }
      offset += UTF8.width(scalar)
      previous = scalar.value
    }
    return ends
  }

  /// Offsets where clauses end, closers and white space behind them included.
  private static func clauseEnds(_ text: String) -> [Int] {
    var (ends, offset): ([Int], Int) = ([], 0)
    var state = cicu_clause_goes_on
    var isSpaced = false
    for scalar in text.unicodeScalars {
      let kind = cicu_clause_of(scalar.value)
      if cicu_is_white_space(scalar.value) {
        isSpaced = true
      } else if isSpaced {
        if state != cicu_clause_goes_on { ends.append(offset) }
        // Behind a space a quotation mark opens.
        state = kind == cicu_clause_closer ? cicu_clause_goes_on : kind
        isSpaced = false
      } else if kind == cicu_clause_goes_on {
        if state == cicu_clause_stop { ends.append(offset) }
        state = kind
      } else if kind != cicu_clause_closer, state != cicu_clause_stop {
        state = kind
      }
      offset += UTF8.width(scalar)
    }
    return ends
  }
}
