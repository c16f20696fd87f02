import NMTSearch
import NMTText

/// A line in the form that the model reads.
///
/// Most lines have one reading: the line, possibly without its markup and placeholders. A line with placeholders that
/// the model may see has two: one in which they are required of the translation, and one without them. The model's own
/// probabilities decide between the translations (`isBetter`).
struct LineReading: Sendable {
  /// The line and its constraints.
  let input: TranslationInput
  /// Text to translate; empty if the line is returned unchanged.
  let text: String
  /// Marks removed from the line; nil if nothing is copied.
  let marks: MarkedLine?
  /// Whether this is the second reading of a line.
  var isSecond = false

  /// A line that is read unchanged.
  init(_ input: TranslationInput) {
    self.input = input
    text = input.text
    marks = nil
  }

  /// A line without its copied marks; returned unchanged if nothing is left to translate.
  init(_ input: TranslationInput, without marks: MarkedLine, isSecond: Bool = false) {
    self.input = input
    text = marks.isTranslatable ? String(decoding: marks.reading, as: UTF8.self) : ""
    self.marks = marks
    self.isSecond = isSecond
  }
}

extension Translator {
  /// The readings of a line, at least one.
  func readings(of input: TranslationInput) -> [LineReading] {
    guard options.marks.isActive else { return [LineReading(input)] }
    let read = MarkedLine(input.text, options.marks, reads: Set(options.marks.inText))
    guard !read.copied.isEmpty else { return [LineReading(input, without: read)] }
    let aside = MarkedLine(input.text, options.marks)
    guard aside.isTranslatable else { return [LineReading(input, without: aside)] }
    return [LineReading(input, without: read), LineReading(input, without: aside, isSecond: true)]
  }

  /// Whether to use the reading with placeholders: the model has produced each exactly as often as the source, and the
  /// log-probability is at most 1 per placeholder lower than that of the reading without them. A number that the model
  /// can handle costs no more than that; one that confuses it does.
  func isBetter(_ read: Translation, than aside: Translation, _ reading: LineReading) -> Bool {
    let count = reading.marks?.copied.count ?? 0
    guard read.marks.placed == aside.marks.placed - count, read.marks.removed == 0, !read.marks.isUntranslated else {
      return false
    }
    return !reading.input.constraints.prefix.isEmpty
      || read.candidates[0].logProbability >= aside.candidates[0].logProbability - Float(count)
  }
}
