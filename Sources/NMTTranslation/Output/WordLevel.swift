import NMTText

/// A word of a translation: what stands between two spaces.
public struct TranslatedWord: Sendable, Equatable, Codable {
  /// The word, without spaces.
  public let text: String
  /// log P of its subwords, natural logarithm.
  public let logProbability: Float

  private enum CodingKeys: String, CodingKey {
    case text
    case logProbability = "log_probability"
  }
}

extension TranslationCandidate {
  /// The alignment between words: where subwords are aligned, their words are.
  ///
  /// - Parameter sourcePieces: The source pieces of the translation that this candidate belongs to.
  public func wordAlignment(sourcePieces: [String]) -> [AlignedPair] {
    let sources = sourceWordNumbers(sourcePieces)
    let pairs = Set(alignment.map { AlignedPair(source: sources[$0.source], target: wordNumbers[$0.target]) })
    return pairs.sorted { ($0.target, $0.source) < ($1.target, $1.source) }
  }

  /// For each word its attention weights over the source's words: summed over a source word's subwords, the mean over the
  /// word's own. What is missing to 1 looked at the end of the source. Empty where `attention` is.
  ///
  /// - Parameter sourcePieces: The source pieces of the translation that this candidate belongs to.
  public func wordAttention(sourcePieces: [String]) -> [[Float]] {
    guard !attention.isEmpty else { return [] }
    let sources = sourceWordNumbers(sourcePieces)
    let none = [Float](repeating: 0, count: sources.last.map { $0 + 1 } ?? 0)
    var rows = [[Float]](repeating: none, count: words.count)
    var sizes = [Float](repeating: 0, count: words.count)
    for (row, word) in zip(attention.indices, wordNumbers) {
      let (columns, weights) = attention.kept(row)
      for (column, weight) in zip(columns, weights) { rows[word][sources[column]] += weight }
      sizes[word] += 1
    }
    return zip(rows, sizes).map { row, size in row.map { $0 / max(size, 1) } }
  }
}

/// Which word each source subword belongs to: one that begins with the mark of a space begins a word.
func sourceWordNumbers(_ pieces: [String]) -> [Int] {
  var word = -1
  return pieces.map { piece in
    if word < 0 || piece.unicodeScalars.first == "\u{2581}" { word += 1 }
    return word
  }
}

/// The words of a line's translation, put together piece by piece.
///
/// Words are cut out of the text, whatever their subwords look like (a vocabulary writes bytes as `<0xC3>`), and each
/// subword is found in it by what it adds to it: its bytes that are not spaces.
package struct WordCutter {
  private var texts: [String] = []
  private var logProbabilities: [Float] = []
  /// Which word each subword is in.
  package private(set) var numbers: [Int] = []
  /// Whether the next text goes on in the last word.
  private var isOpen = true

  package init() {}

  package var words: [TranslatedWord] {
    zip(texts, logProbabilities).map { TranslatedWord(text: $0, logProbability: $1) }
  }

  /// Adds a piece's text and subwords. A subword is in the word of its first byte; one of spaces alone is in the next word
  /// or, where there is none, in the last. A word without a first byte of a subword has the log-probability 0.
  ///
  /// - Parameters:
  ///   - subwords: bytes of each that are not spaces, and its log-probability.
  ///   - isApart: whether white space follows the text.
  package mutating func add(_ text: String, _ subwords: [(bytes: Int, logProbability: Float)], isApart: Bool) {
    var parts = text.utf8.split(separator: 0x20).map { String(Substring($0)) }
    let ends = parts.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.utf8.count) }
    let goesOn = texts.last.map { isOpen || parts.isEmpty || $0.isEmpty } ?? false
    let first = goesOn ? texts.count - 1 : texts.count
    if goesOn, !parts.isEmpty { texts[first] += parts.removeFirst() }
    texts += parts
    if texts.isEmpty, !subwords.isEmpty { texts = [""] }
    logProbabilities += repeatElement(0, count: texts.count - logProbabilities.count)
    isOpen = !isApart && (isOpen || !ends.isEmpty)

    // Cleaning may have taken bytes away; what is left is then spread over the subwords.
    let (length, read) = (ends.last ?? 0, subwords.reduce(0) { $0 + $1.bytes })
    var (part, start) = (0, 0)
    for subword in subwords {
      let position = read == length ? start : start * length / max(read, 1)
      while part + 1 < ends.count, position >= ends[part] { part += 1 }
      numbers.append(first + part)
      logProbabilities[first + part] += subword.logProbability
      start += subword.bytes
    }
  }
}
