import NMTText

/// Splits a line into the pieces that are translated separately.
///
/// A line within the model's limit is one piece; a longer one is split into sentences. In documents every line is a
/// paragraph, split into sentences whatever its length. A sentence above the limit is cut at clause ends
/// (`TextCutter`).
struct SourceSplitter: Sendable {
  let pipeline: TextPipeline
  /// Most source subwords in a piece.
  let limit: Int
  let isDocument: Bool
  private let sentences: SentenceSplitter
  private let cutter: TextCutter
  /// Whether to put a space between sentences that have none.
  private let addsSpaces: Bool

  init(_ pipeline: TextPipeline, limit: Int, isDocument: Bool) throws {
    self.pipeline = pipeline
    self.limit = limit
    self.isDocument = isDocument
    let (source, target) = (pipeline.options.sourceLanguage, pipeline.options.targetLanguage)
    sentences = try SentenceSplitter(locale: source, knowsAbbreviations: isDocument)
    cutter = try TextCutter(locale: source)
    addsSpaces = isWrittenWithoutSpaces(source) && !isWrittenWithoutSpaces(target)
  }

  func line(_ text: String) -> SourceLine {
    guard !isBlank(text) else { return SourceLine(unchanged: text) }
    if !isDocument {
      let tokens = pipeline.encodeSource(text)
      if tokens.isEmpty { return SourceLine(unchanged: text) }
      if tokens.count <= limit {
        return SourceLine(text: text, pieces: [SourcePiece(text: text, tokens: tokens)])
      }
    }
    var line = SourceLine(text: text, pieces: [])
    let start = isDocument ? paragraphStart(text) : text.startIndex
    line.keep(text[..<start])
    for sentence in sentences.sentences(String(text[start...])) { add(sentence, to: &line) }
    if !isDocument { line.foldSpaces() }
    if addsSpaces { line.separatePieces() }
    return line
  }

  /// Adds a sentence, in several pieces if it is too long, with the white space around it. In a document, text without
  /// letters stays unchanged: rulers, numbers, emoji.
  private func add(_ sentence: String, to line: inout SourceLine) {
    guard !isDocument || sentence.unicodeScalars.contains(where: \.properties.isAlphabetic) else {
      return line.keep(sentence[...])
    }
    let tokens = pipeline.encodeSource(sentence)
    guard tokens.count > limit else { return line.add(sentence, tokens) }
    line.cutSentences += 1
    // The white space around a sentence does not affect where it is cut.
    let words = trimmed(sentence)
    line.keep(sentence[..<words.startIndex])
    // Marks that the model does not see must not add parts: half a megabyte of them on one letter count as 30.
    let text = TextNormalizer.withBoundedMarks(String(words))
    for part in cutter.parts(of: text, limit: limit, measure: { pipeline.encodeSource($0).count }) {
      line.add(part, pipeline.encodeSource(part))
    }
    line.keep(sentence[words.endIndex...])
  }
}

/// The pieces of a line and the text around them.
struct SourceLine: Sendable {
  let text: String
  /// Text before the first piece.
  private(set) var indent = ""
  /// Empty for a line that is not translated.
  private(set) var pieces: [SourcePiece]
  /// Sentences that were longer than the limit.
  var cutSentences = 0

  init(text: String, pieces: [SourcePiece]) {
    self.text = text
    self.pieces = pieces
  }

  /// A line to be returned unchanged.
  init(unchanged text: String) { self.init(text: text, pieces: []) }

  /// These pieces as the reading of another line.
  func named(_ text: String) -> SourceLine {
    var line = SourceLine(text: text, pieces: pieces)
    (line.indent, line.cutSentences) = (indent, cutSentences)
    return line
  }

  /// Appends text that stays unchanged.
  mutating func keep(_ text: Substring) {
    if pieces.isEmpty { indent += text } else { pieces[pieces.count - 1].behind += text }
  }

  /// Appends a piece, with the white space around it; text that the model does not see is kept.
  mutating func add(_ text: String, _ tokens: [Int32]) {
    guard !tokens.isEmpty else { return keep(text[...]) }
    let words = trimmed(text)
    keep(text[..<words.startIndex])
    pieces.append(SourcePiece(text: String(words), tokens: tokens))
    keep(text[words.endIndex...])
  }

  /// Reduces white space to one space between separate pieces, as in translations of lines.
  mutating func foldSpaces() {
    indent = ""
    for index in pieces.indices {
      let isApart =
        index < pieces.count - 1 && pieces[index].behind.unicodeScalars.contains(where: \.properties.isWhitespace)
      pieces[index].behind = isApart ? " " : ""
    }
  }

  mutating func separatePieces() {
    for index in pieces.indices.dropLast() where pieces[index].behind.isEmpty { pieces[index].behind = " " }
  }

  /// The line with each piece replaced by one of the texts.
  func assembled(_ texts: [String]) -> String {
    zip(texts, pieces).reduce(indent) { $0 + $1.0 + $1.1.behind }
  }
}

/// Text that the model translates as one sequence.
struct SourcePiece: Sendable {
  let text: String
  /// Subwords of the piece, at least one.
  let tokens: [Int32]
  /// Text between this piece and the next one, or the line's end.
  var behind = ""
}
