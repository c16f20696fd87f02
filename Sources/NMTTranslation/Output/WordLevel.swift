import NMTText

/// A word of a translation: text between two spaces.
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
  /// Word alignment: words are aligned if any of their subwords are.
  ///
  /// - Parameter sourcePieces: source pieces of the translation that this candidate belongs to.
  public func wordAlignment(sourcePieces: [String]) -> [AlignedPair] {
    let sources = sourceWordNumbers(sourcePieces)
    let pairs = Set(alignment.map { AlignedPair(source: sources[$0.source], target: wordNumbers[$0.target]) })
    return pairs.sorted { ($0.target, $0.source) < ($1.target, $1.source) }
  }

  /// Attention weights of each word over the source's words: summed over the subwords of a source word, averaged over
  /// the word's own subwords. The rest up to 1 is attention to the source's EOS. Empty if `attention` is.
  ///
  /// - Parameter sourcePieces: source pieces of the translation that this candidate belongs to.
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

/// Index of the word of each source subword; a subword with the space mark begins a word.
func sourceWordNumbers(_ pieces: [String]) -> [Int] {
  var word = -1
  return pieces.map { piece in
    if word < 0 || piece.unicodeScalars.first == "\u{2581}" { word += 1 }
    return word
  }
}

/// Collects the words of a line's translation, piece by piece.
///
/// Words are split from the text, whatever their subwords look like (a vocabulary writes bytes as `<0xC3>`), and each
/// subword is located by the number of non-space bytes that it adds.
package struct WordCutter {
  private var texts: [String] = []
  private var logProbabilities: [Float] = []
  /// Index of the word that contains each subword.
  package private(set) var numbers: [Int] = []
  /// Whether the next text continues the last word.
  private var isOpen = true

  package init() {}

  package var words: [TranslatedWord] {
    zip(texts, logProbabilities).map { TranslatedWord(text: $0, logProbability: $1) }
  }

  /// Adds a piece's text and subwords. A subword belongs to the word of its first byte; one of only spaces belongs to
  /// the next word or, if there is none, to the last. A word in which no subword begins has log-probability 0.
  ///
  /// - Parameters:
  /// - subwords: number of non-space bytes of each, and its log-probability.
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

    // Cleaning may have removed bytes; the remaining ones are then distributed over the subwords.
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
