import CICU

/// Cuts a text that is too long into parts at natural places: after punctuation that ends a clause, else after white
/// space, else between words of a script without spaces, else between user-perceived characters (grapheme clusters),
/// else between code points.
///
/// The parts tile the text and are about equally long. For each kind of place, those nearest to an even division are
/// used; a part without any falls back to the next kind. ICU decides where a clause ends (`cicu_clause_of`): at a
/// Terminal_Punctuation character or a dash before white space, or at a full-width one, including the closing brackets
/// and quotation marks after it.
public struct TextCutter: Sendable {
  private let words: BreakIterator
  private let clusters: BreakIterator

  private enum Place: Int, CaseIterable {
    case clause, space, word, cluster, scalar
  }

  /// A cutter for texts of one language.
  ///
  /// - Parameter locale: ICU locale or BCP 47 tag; an unknown language uses the root rules.
  public init(locale: String) throws {
    words = try BreakIterator(.word, locale: locale)
    clusters = try BreakIterator(.cluster, locale: locale)
  }

  /// Parts of `text`, each at most `limit` by `measure`. A single code point is never cut, even above the limit.
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

  /// For each point that divides `length` evenly, the nearest boundary within two thirds of a part, if any.
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

  /// Byte offsets inside the text, ascending, without both ends.
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

  /// Offsets after the scalars for which `isEnd` is true, given the scalar and its successor.
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

  /// Offsets of clause ends, after closers and white space.
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
        // After a space, a quotation mark is an opening one.
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
