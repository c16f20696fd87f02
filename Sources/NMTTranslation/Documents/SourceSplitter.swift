import NMTText

/// Makes of a line the pieces that go through the model.
///
/// A line is one piece as long as it is no longer than the model's limit; a longer one is cut into sentences. In documents
/// every line is a paragraph, cut into sentences whatever its length. A sentence that is longer than the limit is cut at
/// the ends of clauses (`TextCutter`).
struct SourceSplitter: Sendable {
  let pipeline: TextPipeline
  /// Source subwords that a piece may have.
  let limit: Int
  let isDocument: Bool
  private let sentences: SentenceSplitter
  private let cutter: TextCutter
  /// Whether sentences that follow each other without a space get one.
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

  /// Adds a sentence, as several pieces if it is too long, with the white space around it. What holds no letter stays in a
  /// document as it is: rulers, numbers, emoji.
  private func add(_ sentence: String, to line: inout SourceLine) {
    guard !isDocument || sentence.unicodeScalars.contains(where: \.properties.isAlphabetic) else {
      return line.keep(sentence[...])
    }
    let tokens = pipeline.encodeSource(sentence)
    guard tokens.count > limit else { return line.add(sentence, tokens) }
    line.cutSentences += 1
    // The white space around a sentence has no say in where it is cut.
    let words = trimmed(sentence)
    line.keep(sentence[..<words.startIndex])
    // Marks that the model sees nothing of make no parts: half a megabyte of them on one letter are 30.
    let text = TextNormalizer.withBoundedMarks(String(words))
    for part in cutter.parts(of: text, limit: limit, measure: { pipeline.encodeSource($0).count }) {
      line.add(part, pipeline.encodeSource(part))
    }
    line.keep(sentence[words.endIndex...])
  }
}

/// A line's pieces and what stands around them.
struct SourceLine: Sendable {
  let text: String
  /// What stands before the first piece.
  private(set) var indent = ""
  /// Empty for a line that does not go through the model.
  private(set) var pieces: [SourcePiece]
  /// Sentences that were longer than the limit.
  var cutSentences = 0

  init(text: String, pieces: [SourcePiece]) {
    self.text = text
    self.pieces = pieces
  }

  /// A line that comes back as it is.
  init(unchanged text: String) { self.init(text: text, pieces: []) }

  /// Another line with these pieces, which are its reading.
  func named(_ text: String) -> SourceLine {
    var line = SourceLine(text: text, pieces: pieces)
    (line.indent, line.cutSentences) = (indent, cutSentences)
    return line
  }

  /// Text that comes back as it is.
  mutating func keep(_ text: Substring) {
    if pieces.isEmpty { indent += text } else { pieces[pieces.count - 1].behind += text }
  }

  /// A piece, with the white space around it; text that the model sees nothing of is kept.
  mutating func add(_ text: String, _ tokens: [Int32]) {
    guard !tokens.isEmpty else { return keep(text[...]) }
    let words = trimmed(text)
    keep(text[..<words.startIndex])
    pieces.append(SourcePiece(text: String(words), tokens: tokens))
    keep(text[words.endIndex...])
  }

  /// Translations of lines have one space where pieces were apart, none outside.
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

  /// The line with its pieces replaced, one text each.
  func assembled(_ texts: [String]) -> String {
    zip(texts, pieces).reduce(indent) { $0 + $1.0 + $1.1.behind }
  }
}

/// What goes through the model as one sequence.
struct SourcePiece: Sendable {
  let text: String
  /// Subwords, at least one.
  let tokens: [Int32]
  /// What stands between this piece and the next one, or the line's end.
  var behind = ""
}
