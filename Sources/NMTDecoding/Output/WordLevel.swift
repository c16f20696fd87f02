/// A word of a translation: what stands between two spaces.
public struct TranslatedWord: Sendable, Equatable, Codable {
  public let text: String
  /// log P of its subwords, natural logarithm.
  public let logProbability: Float

  private enum CodingKeys: String, CodingKey {
    case text
    case logProbability = "log_probability"
  }
}

extension TranslationCandidate {
  /// The words with their log-probabilities.
  public var words: [TranslatedWord] {
    let numbers = wordNumbers(pieces)
    var words: [TranslatedWord] = []
    for (position, piece) in pieces.enumerated() {
      let value = tokenLogProbabilities[position]
      if numbers[position] == words.count {
        words.append(TranslatedWord(text: piece, logProbability: value))
      } else {
        let last = words.removeLast()
        words.append(TranslatedWord(text: last.text + piece, logProbability: last.logProbability + value))
      }
    }
    return words.map {
      TranslatedWord(text: $0.text.replacing("\u{2581}", with: ""), logProbability: $0.logProbability)
    }
  }

  /// The alignment between words: where subwords are aligned, their words are.
  ///
  /// - Parameter sourcePieces: of the translation that this candidate belongs to.
  public func wordAlignment(sourcePieces: [String]) -> [AlignedPair] {
    let (sources, targets) = (wordNumbers(sourcePieces), wordNumbers(pieces))
    var pairs: [AlignedPair] = []
    for pair in alignment {
      let words = AlignedPair(source: sources[pair.source], target: targets[pair.target])
      if !pairs.contains(words) { pairs.append(words) }
    }
    return pairs.sorted { ($0.target, $0.source) < ($1.target, $1.source) }
  }
}

/// Which word each subword belongs to: one that begins with the mark of a space begins a word.
func wordNumbers(_ pieces: [String]) -> [Int] {
  var word = -1
  return pieces.map { piece in
    if word < 0 || piece.unicodeScalars.first == "\u{2581}" { word += 1 }
    return word
  }
}
