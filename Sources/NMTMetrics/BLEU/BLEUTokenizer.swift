/// How BLEU cuts a segment into words; the raw values are sacreBLEU's names.
public enum BLEUTokenizer: String, Sendable, Codable, CaseIterable {
  /// At white space only: for text that is already tokenised.
  case none = "none"
  /// As mteval-v13a.pl of the WMT campaigns: ASCII punctuation apart, stops and commas unless between digits.
  case thirteenA = "13a"
  /// As mteval-v14.pl `--international-tokenization`: Unicode punctuation and symbols apart.
  case international = "intl"
  /// Chinese characters apart, the rest as 13a.
  case chinese = "zh"
  /// Each scalar apart.
  case character = "char"

  /// Cuts `text`, which has no white space at its end, into words.
  func cut(_ text: UnsafeBufferPointer<UInt8>, scalars: ScalarTable, into words: inout Words) {
    switch self {
    case .none: cutAtWhiteSpace(text, into: &words)
    case .character: cutCharacters(text, into: &words)
    case .thirteenA: WesternTokenizer.cut(text, isPadded: true, cutsChinese: false, into: &words)
    case .chinese: WesternTokenizer.cut(text, isPadded: false, cutsChinese: true, into: &words)
    case .international: InternationalTokenizer.cut(text, scalars: scalars, into: &words)
    }
  }

  private func cutAtWhiteSpace(_ text: UnsafeBufferPointer<UInt8>, into words: inout Words) {
    var index = 0
    while index < text.count {
      let space = UTF8Scalars.whiteSpaceLength(text, at: index)
      if space > 0 { words.close(at: index) } else { words.extend(at: index) }
      index += max(1, space)
    }
    words.close(at: text.count)
  }

  private func cutCharacters(_ text: UnsafeBufferPointer<UInt8>, into words: inout Words) {
    var index = 0
    while index < text.count {
      let (value, length) = UTF8Scalars.scalar(text, at: index)
      if !UTF8Scalars.isWhiteSpace(value) { words.isolate(at: index, length: length) }
      index += length
    }
  }
}
