/// Computes chrF's statistics, one segment at a time. Its memory grows with the longest segment, not with the number of
/// segments.
public final class ChrFCounter: SegmentCounter {
  private let options: ChrFOptions
  private let scalars = ScalarTable()
  private var characterTable = NGramTable()
  private var wordTable = NGramTable()
  private var numbers = WordTable()
  private var hypothesis = Symbols()
  private var reference = Symbols()
  private var scratch = Store<UInt8>(capacity: 1024)

  /// A text as the symbols from which n-grams are formed.
  private struct Symbols: ~Copyable {
    var characters = Store<Int32>(capacity: 1024)
    var words = Store<Int32>(capacity: 256)
  }

  init(options: ChrFOptions) {
    self.options = options
  }

  /// Counts against the reference with the best score; the first one in a tie.
  public func statistics(hypothesis: [UInt8], references: [[UInt8]]) -> ChrFStatistics {
    precondition(!references.isEmpty, "a segment without a reference")
    numbers.removeAll()
    read(hypothesis, into: &self.hypothesis)
    var best: (value: Double, statistics: ChrFStatistics)?
    for text in references {
      read(text, into: &reference)
      let statistics = compare()
      if references.count == 1 { return statistics }
      let value = ChrFScore.value(statistics.numbers, options)
      if best == nil || value > best!.value { best = (value, statistics) }
    }
    return best!.statistics
  }

  private func compare() -> ChrFStatistics {
    var statistics = ChrFStatistics(order: options.characterOrder + options.wordOrder)
    count(
      hypothesis.characters.elements, reference.characters.elements, &characterTable, 0, options.characterOrder,
      &statistics)
    if options.wordOrder > 0 {
      count(
        hypothesis.words.elements, reference.words.elements, &wordTable, options.characterOrder, options.wordOrder,
        &statistics)
    }
    return statistics
  }

  /// Counts n-grams of one kind; the count of unigrams is stored at `offset`.
  private func count(
    _ hypothesis: UnsafeBufferPointer<Int32>, _ reference: UnsafeBufferPointer<Int32>, _ table: inout NGramTable,
    _ offset: Int, _ order: Int, _ statistics: inout ChrFStatistics
  ) {
    table.removeAll()
    table.addReference(reference, order: order)
    statistics.matches.withUnsafeMutableBufferPointer {
      table.addMatches(hypothesis, to: UnsafeMutableBufferPointer(rebasing: $0[offset..<(offset + order)]))
    }
    for index in 0..<order where reference.count > index {
      statistics.reference[offset + index] = reference.count - index
      statistics.hypothesis[offset + index] = max(0, hypothesis.count - index)
    }
  }

  // MARK: Reading

  private func read(_ text: [UInt8], into symbols: inout Symbols) {
    symbols.characters.removeAll()
    symbols.words.removeAll()
    text.withUnsafeBufferPointer { text in
      var prepared = text
      if options.lowercase {
        scratch.removeAll()
        LowerCase.append(text, to: &scratch, scalars: scalars)
        prepared = scratch.elements
      }
      readCharacters(prepared, into: &symbols.characters)
      if options.wordOrder > 0 { readWords(prepared, into: &symbols.words) }
    }
  }

  private func readCharacters(_ text: UnsafeBufferPointer<UInt8>, into characters: inout Store<Int32>) {
    var index = 0
    while index < text.count {
      let (value, length) = UTF8Scalars.scalar(text, at: index)
      if options.whiteSpace || !UTF8Scalars.isWhiteSpace(value) { characters.append(Int32(value)) }
      index += length
    }
  }

  private func readWords(_ text: UnsafeBufferPointer<UInt8>, into words: inout Store<Int32>) {
    var start = 0
    while start < text.count {
      let space = UTF8Scalars.whiteSpaceLength(text, at: start)
      if space > 0 {
        start += space
        continue
      }
      var end = start + 1
      while end < text.count && UTF8Scalars.whiteSpaceLength(text, at: end) == 0 { end += 1 }
      append(UnsafeBufferPointer(rebasing: text[start..<end]), to: &words)
      start = end
    }
  }

  /// Appends a word and separates ASCII punctuation at its end, or else at its beginning, as a word of its own: "(hi)"
  /// becomes "(hi" and ")", as in chrF++.py.
  private func append(_ word: UnsafeBufferPointer<UInt8>, to words: inout Store<Int32>) {
    let cut: Int
    if word.count > 1 && isPunctuation(word[word.count - 1]) {
      cut = word.count - 1
    } else if word.count > 1 && isPunctuation(word[0]) {
      cut = 1
    } else {
      words.append(numbers.insert(word))
      return
    }
    words.append(numbers.insert(UnsafeBufferPointer(rebasing: word[..<cut])))
    words.append(numbers.insert(UnsafeBufferPointer(rebasing: word[cut...])))
  }

  @inline(__always)
  private func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return true
    default: return false
    }
  }
}
