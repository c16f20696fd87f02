import NMTMetrics
import NMTSystem
import NMTText
import NMTTranslation

/// Scores translations as they are produced: sums the statistics of each and keeps no text.
struct ReferenceScore {
  private let readers: [LineReader]
  private let scores: [any RunningScore]
  private var count = 0
  /// The first file that ended before the translations.
  private var short: LineReader?
  private var invalidLineCount = 0

  /// - Parameter paths: reference files, plain or gzip, line by line like the input; a byte order mark is text, as in
  ///   nmt-score.
  init(_ paths: [String]) throws {
    readers = try paths.map { try LineReader(path: $0, keeping: .byteOrderMark) }
    scores = try NamedMetric.usual.map { try $0.metric().makeRunningScore() }
  }

  /// Adds the next translations. Missing references are an error only at the end, after all lines are written.
  mutating func add(_ translations: [Translation]) throws {
    for translation in translations {
      count += 1
      var references: [[UInt8]] = []
      for reader in readers {
        guard let line = try reader.next() else {
          if short == nil { short = reader }
          continue
        }
        let text = try decodeUTF8(line, policy: .replace, place: { reader.name }, counter: &invalidLineCount)
        references.append(Array(text.utf8))
      }
      guard short == nil else { continue }
      let hypothesis = Array(translation.text.utf8)
      for score in scores { score.add(hypothesis: hypothesis, references: references) }
    }
  }

  /// Scores of the usual metrics with their signatures, in nmt-score's format, after a line about references that are
  /// not UTF-8, if any.
  func lines() throws -> [String] {
    var longer = short
    for reader in readers where longer == nil { if try reader.next() != nil { longer = reader } }
    if let other = longer {
      let comparison = short == nil ? "has more lines than" : "ended after \(formatCount(other.lineNumber)) lines of"
      throw Failure(
        .badData, "\(comparison) the \(formatCount(count)) translations", at: other.name,
        expected: "one reference per line of the input",
        remedy: "all translations are written; score them with nmt-score")
    }
    guard count > 0 else { return [] }
    let references = ReferenceCount.same(readers.count)
    let warning =
      invalidLineCount == 0
      ? []
      : [
        "nmt-translate: \(formatCount(invalidLineCount)) lines of the references were not valid UTF-8; "
          + "their invalid bytes were read as U+FFFD"
      ]
    return warning + scores.map { $0.report(references: references).text(width: 1) }
  }
}
