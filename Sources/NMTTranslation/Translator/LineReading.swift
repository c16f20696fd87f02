import NMTSearch
import NMTText

/// A line as the model reads it.
///
/// Most lines have one reading: the line, or the line without its markup and placeholders. A line with placeholders that
/// the model may read has two: one with them, required of its translation, and one without them. Which of the translations
/// is taken is the model's own choice (`isBetter`).
struct LineReading: Sendable {
  /// The line and its constraints.
  let input: TranslationInput
  /// What is translated; empty where the line comes back as it is.
  let text: String
  /// What was taken out of the line; nil where nothing is copied from lines.
  let marks: MarkedLine?
  /// Whether the same line's first reading stands before this one.
  var isSecond = false

  /// A line that is read as it is.
  init(_ input: TranslationInput) {
    self.input = input
    text = input.text
    marks = nil
  }

  /// A line without what is copied. Where nothing is left to translate, it comes back as it is.
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

  /// Whether the translation of the reading with placeholders is to be taken: the model has written each as often as it
  /// is there, and its log-probability is no more than 1 for each of them below that of the reading without them. A
  /// number that the model knows what to do with costs no more than that; one that it stumbles over does.
  func isBetter(_ read: Translation, than aside: Translation, _ reading: LineReading) -> Bool {
    let count = reading.marks?.copied.count ?? 0
    guard read.marks.placed == aside.marks.placed - count, read.marks.removed == 0, !read.marks.isUntranslated else {
      return false
    }
    return !reading.input.constraints.prefix.isEmpty
      || read.candidates[0].logProbability >= aside.candidates[0].logProbability - Float(count)
  }
}
