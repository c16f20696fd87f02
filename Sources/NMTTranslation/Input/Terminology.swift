package import NMTSearch
import NMTSystem
package import NMTText

/// A list of terms, each a source and a target phrase: the translation of a line with the first must contain the
/// second.
package struct Terminology: Sendable {
  private struct Term {
    let source: [UInt8]
    let target: RequiredPhrase
  }

  private let options: TerminologyOptions
  private let pipeline: TextPipeline
  private let boundaries: WordBoundaries
  /// Terms by the first unit of the source phrase (ICU word boundaries), longest first.
  private let terms: [[UInt8]: [Term]]

  /// Reads lines of the form `source phrase TAB target phrase`, skipping blank ones. A target phrase that the
  /// pipeline's vocabulary cannot spell is a `Failure` that names its line.
  package init(path: String, pipeline: TextPipeline, options: TerminologyOptions = TerminologyOptions()) throws {
    let reader = try LineReader(path: path)
    var pairs: [PlacedPair] = []
    while let line = try reader.next() {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw Failure(.badData, "is not valid UTF-8", at: reader.place, expected: "source, tab, target")
      }
      if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) { continue }
      let columns = line.split(separator: 0x09, omittingEmptySubsequences: false)
      guard columns.count == 2, columns.allSatisfy({ !$0.isEmpty }) else {
        throw Failure(
          .badData, "has \(columns.count) columns", at: reader.place,
          expected: "source phrase and target phrase, separated by one tab")
      }
      let (source, target) = (String(decoding: columns[0], as: UTF8.self), String(decoding: columns[1], as: UTF8.self))
      pairs.append((source, target, reader.place))
    }
    try self.init(placed: pairs, pipeline: pipeline, options: options)
  }

  package init(
    _ pairs: [(source: String, target: String)], pipeline: TextPipeline,
    options: TerminologyOptions = TerminologyOptions()
  ) throws {
    try self.init(placed: pairs.map { ($0.source, $0.target, "terminology") }, pipeline: pipeline, options: options)
  }

  private typealias PlacedPair = (source: String, target: String, place: String)

  private init(placed pairs: [PlacedPair], pipeline: TextPipeline, options: TerminologyOptions) throws {
    self.options = options
    self.pipeline = pipeline
    boundaries = try WordBoundaries(locale: pipeline.options.sourceLanguage)
    var terms: [[UInt8]: [Term]] = [:]
    for pair in pairs {
      let text = Self.matched(pair.source, pipeline, options)
      guard let first = boundaries.segments(text).first else { continue }
      let bytes = Array(text.utf8)
      let target = Self.required(pair.target, options)
      try targetSubwords(of: target.text, pipeline, at: pair.place)
      terms[Array(bytes[first]), default: []].append(Term(source: bytes, target: target))
    }
    self.terms = terms.mapValues { list in
      list.indices.sorted { (-list[$0].source.count, $0) < (-list[$1].source.count, $1) }.map { list[$0] }
    }
  }

  /// Target phrases that the translation of a line must contain. Terms are matched from left to right between word
  /// boundaries, the longest first and without overlap.
  package func phrases(in line: String) -> [RequiredPhrase] {
    let text = Self.matched(line, pipeline, options)
    let bytes = Array(text.utf8)
    let segments = boundaries.segments(text)
    let ends = Set(segments.map(\.upperBound))
    var found: [RequiredPhrase] = []
    var next = 0
    for segment in segments where segment.lowerBound >= next {
      let term = terms[Array(bytes[segment])]?.first {
        bytes[segment.lowerBound...].starts(with: $0.source) && ends.contains(segment.lowerBound + $0.source.count)
      }
      guard let term else { continue }
      found.append(term.target)
      next = segment.lowerBound + term.source.count
    }
    return found
  }

  private static func matched(_ text: String, _ pipeline: TextPipeline, _ options: TerminologyOptions) -> String {
    let normal = pipeline.normalize(text, side: .source)
    return options.isCaseSensitive ? normal : caseMap(normal, .fold, locale: pipeline.options.sourceLanguage)
  }

  private static func required(_ target: String, _ options: TerminologyOptions) -> RequiredPhrase {
    if target.utf8.last == 0x2A, target.utf8.count > 1 {
      return RequiredPhrase(String(target.dropLast()), isStem: true)
    }
    guard options.usesStems else { return RequiredPhrase(target) }
    let word = target.reversed().prefix { $0.isLetter }.count
    return RequiredPhrase(word < 4 ? target : String(target.dropLast((word + 3) / 4)), isStem: true)
  }
}

/// Terms found in lines but not required of their translations, because a piece of a line may require at most
/// `SentenceConstraints.phraseLimit` phrases.
package struct UnmetTerms: Sendable, Equatable {
  package private(set) var terms = 0
  package private(set) var lines = 0

  /// Counts a line with unmet terms.
  mutating func count(_ terms: Int) {
    self.terms += terms
    lines += 1
  }

  /// Message at the end of a run; nil if there are none.
  package var message: String? {
    guard terms > 0 else { return nil }
    return "\(formatCount(terms)) terms in \(formatCount(lines)) lines were not required: at most "
      + "\(SentenceConstraints.phraseLimit) phrases per line can be"
  }
}
