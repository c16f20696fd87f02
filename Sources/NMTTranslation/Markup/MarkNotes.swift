import NMTSystem
import NMTText

/// Summary of copied marks, reported at the end of a run.
struct MarkNotes {
  private var (placeholders, placed, removed) = (0, 0, 0)
  private var tags = 0
  private var (looseLines, firstLooseLine) = (0, 0)
  private var (untranslatedLines, firstUntranslatedLine) = (0, 0)

  /// - Parameter first: index of the first line, from 0.
  mutating func count(_ translations: [Translation], first: Int) {
    for (offset, translation) in translations.enumerated() {
      let marks = translation.marks
      placeholders += marks.placeholders
      placed += marks.placed
      removed += marks.removed
      tags += marks.tags
      if marks.looseTags > 0 {
        if looseLines == 0 { firstLooseLine = first + offset + 1 }
        looseLines += 1
      }
      if marks.isUntranslated {
        if untranslatedLines == 0 { firstUntranslatedLine = first + offset + 1 }
        untranslatedLines += 1
      }
    }
  }

  var messages: [String] {
    var messages: [String] = []
    if placeholders > 0 {
      messages.append(
        "\(formatCount(placeholders)) placeholders copied, \(formatCount(placed)) of them placed by alignment; "
          + "\(formatCount(removed)) surplus copies removed")
    }
    if tags > 0 { messages.append("\(formatCount(tags)) tags and entities put back by alignment") }
    if looseLines > 0 {
      messages.append(
        "tags without a partner in \(formatCount(looseLines)) lines, the first on line \(formatCount(firstLooseLine))")
    }
    if untranslatedLines > 0 {
      messages.append(
        "\(formatCount(untranslatedLines)) lines were left untranslated, because their placeholders did not fit into the "
          + "translation; the first on line \(formatCount(firstUntranslatedLine))")
    }
    return messages
  }
}
