import NMTSystem

/// Notes that a run reports once, at its end.
struct TranslationNotes {
  var repairedLines = 0
  private var cutLines = 0
  private var cutSentences = 0
  private var firstCutLine = 0
  private var marks = MarkNotes()
  private var reasons: [GuardReason: Int] = [:]
  private var suspiciousLines = 0
  private var firstSuspiciousLine = 0
  private var replacedLines = 0
  private var remainingLines = 0

  /// - Parameter first: index of the first line, from 0.
  mutating func count(_ translations: [Translation], isDocument: Bool, first: Int) {
    marks.count(translations, first: first)
    for (offset, translation) in translations.enumerated() {
      if let report = translation.guardReport { count(report, line: first + offset + 1) }
      guard isDocument ? translation.cutSentenceCount > 0 : translation.pieceCount > 1 else { continue }
      if cutLines == 0 { firstCutLine = first + offset + 1 }
      cutLines += 1
      cutSentences += translation.cutSentenceCount
    }
  }

  private mutating func count(_ report: GuardReport, line: Int) {
    if suspiciousLines == 0 { firstSuspiciousLine = line }
    suspiciousLines += 1
    for reason in report.reasons { reasons[reason, default: 0] += 1 }
    if report.isReplaced { replacedLines += 1 }
    if !report.remaining.isEmpty { remainingLines += 1 }
  }

  func tell(name: String, _ translator: Translator) {
    if repairedLines > 0 {
      writeMessage("\(name): invalid UTF-8 in \(formatCount(repairedLines)) lines became U+FFFD")
    }
    for message in marks.messages { writeMessage("\(name): \(message)") }
    if translator.options.guarding != nil { tellGuard(name) }
    guard cutLines > 0 else { return }
    let limit = "longer than \(translator.maximumSourceLength) subwords"
    if translator.options.isDocument {
      writeMessage(
        "\(name): sentences \(limit) that were cut at clauses: \(formatCount(cutSentences)), the first on line "
          + formatCount(firstCutLine))
    } else {
      writeMessage(
        "\(name): \(formatCount(cutLines)) lines \(limit) were translated in pieces, the first on line "
          + formatCount(firstCutLine))
    }
  }

  private func tellGuard(_ name: String) {
    var message = "\(name): guard: suspicious lines: \(formatCount(suspiciousLines))"
    if suspiciousLines > 0 {
      let found = GuardReason.allCases.compactMap { reason in
        reasons[reason].map { "\(reason.rawValue) \(formatCount($0))" }
      }
      message += " (\(found.joined(separator: ", "))), the first on line \(formatCount(firstSuspiciousLine)); "
      message += "translated again: \(formatCount(replacedLines)); still suspicious: \(formatCount(remainingLines))"
    }
    writeMessage(message)
  }
}
