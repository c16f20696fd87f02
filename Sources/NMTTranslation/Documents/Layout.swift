import NMTText

/// Whether a text contains only white space.
func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(\.properties.isWhitespace) }

/// The text without surrounding white space; for a blank one, the empty substring at its end.
func trimmed(_ text: String) -> Substring {
  let scalars = text.unicodeScalars
  guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
    let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
  else { return text[text.endIndex...] }
  return text[first..<scalars.index(after: last)]
}

/// Start of a paragraph's text: after a byte order mark, white space, and marks of lists and quotations with the white
/// space after each (`*`, `–`, `•`, `#`, `>`, `3.`, `3)` and the like).
func paragraphStart(_ line: String) -> String.Index {
  let scalars = line.unicodeScalars
  var start = scalars.startIndex
  if scalars.first == "\u{FEFF}" { start = scalars.index(after: start) }
  while true {
    start = scalars[start...].firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
    let end = scalars[start...].firstIndex(where: \.properties.isWhitespace) ?? scalars.endIndex
    guard end < scalars.endIndex, isListMark(scalars[start..<end]) else { return start }
    start = end
  }
}

private func isListMark(_ word: Substring.UnicodeScalarView) -> Bool {
  let marks = "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}*+#>•‣⁃∙·▪▫●○■□►▶◦".unicodeScalars
  if word.allSatisfy({ marks.contains($0) }) { return !word.isEmpty }
  guard let last = word.last, last == "." || last == ")", word.count > 1 else { return false }
  return word.first?.properties.numericType != nil
    && word.dropLast().allSatisfy { $0.properties.numericType != nil || $0 == "." }
}

/// Whether a language writes words without spaces between them.
func isWrittenWithoutSpaces(_ language: String) -> Bool {
  let scripts: Set = ["Hani", "Hans", "Hant", "Hira", "Kana", "Jpan", "Thai", "Laoo", "Khmr", "Mymr"]
  return Script.scripts(ofLanguage: language).first.map { scripts.contains($0.name) } ?? false
}
