import NMTSystem

/// What a run has to say at its end, once.
struct TranslationNotes {
  var repairedLines = 0
  private var cutLines = 0
  private var cutSentences = 0
  private var firstCutLine = 0
  private var marks = MarkNotes()

  /// - Parameter first: index of the first line, from 0.
  mutating func count(_ translations: [Translation], isDocument: Bool, first: Int) {
    marks.count(translations, first: first)
    for (offset, translation) in translations.enumerated() {
      guard isDocument ? translation.cutSentenceCount > 0 : translation.pieceCount > 1 else { continue }
      if cutLines == 0 { firstCutLine = first + offset + 1 }
      cutLines += 1
      cutSentences += translation.cutSentenceCount
    }
  }

  func tell(name: String, _ translator: Translator) {
    if repairedLines > 0 {
      writeMessage("\(name): invalid UTF-8 in \(formatCount(repairedLines)) lines became U+FFFD")
    }
    for message in marks.messages { writeMessage("\(name): \(message)") }
    guard cutLines > 0 else { return }
    let limit = "longer than \(translator.maximumSourceLength) subwords"
    if translator.options.isDocument {
      writeMessage(
        "\(name): sentences \(limit) that were cut at clauses: \(formatCount(cutSentences)), the first in line "
          + formatCount(firstCutLine))
    } else {
      writeMessage(
        "\(name): \(formatCount(cutLines)) lines \(limit) were translated in pieces, the first is line "
          + formatCount(firstCutLine))
    }
  }
}
