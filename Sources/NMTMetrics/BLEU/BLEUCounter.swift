import NMTText

/// Computes BLEU's statistics, one segment at a time. Its memory grows with the longest segment, not with the number of
/// segments.
public final class BLEUCounter: SegmentCounter {
  private let options: BLEUOptions
  private let pieces: SentencePieces?
  private let scalars = ScalarTable()
  private var numbers = WordTable()
  private var table = NGramTable()
  /// Word numbers of the current text.
  private var sequence = Store<Int32>(capacity: 256)
  private var words = Words()
  private var scratch = Store<UInt8>(capacity: 1024)

  init(options: BLEUOptions, pieces: SentencePieces?) {
    self.options = options
    self.pieces = pieces
  }

  public func statistics(hypothesis: [UInt8], references: [[UInt8]]) -> BLEUStatistics {
    let lengths = read(references)
    return compare(hypothesis, lengths)
  }

  /// Computes the statistics of several hypotheses, reading the references once.
  public func statistics(hypotheses: [[UInt8]], references: [[UInt8]]) -> [BLEUStatistics] {
    let lengths = read(references)
    return hypotheses.map { compare($0, lengths) }
  }

  /// Counts the references' n-grams and returns their lengths.
  private func read(_ references: [[UInt8]]) -> [Int] {
    precondition(!references.isEmpty, "a segment without a reference")
    numbers.removeAll()
    table.removeAll()
    return references.map { reference in
      withWords(of: reference) { text, words in
        sequence.removeAll()
        for index in 0..<words.count { sequence.append(numbers.insert(words.bytes(index, of: text))) }
      }
      table.addReference(sequence.elements, order: options.maximumOrder)
      return sequence.count
    }
  }

  private func compare(_ hypothesis: [UInt8], _ referenceLengths: [Int]) -> BLEUStatistics {
    withWords(of: hypothesis) { text, words in
      sequence.removeAll()
      for index in 0..<words.count { sequence.append(numbers.find(words.bytes(index, of: text))) }
    }
    var statistics = BLEUStatistics(maximumOrder: options.maximumOrder)
    statistics.matches.withUnsafeMutableBufferPointer { table.addMatches(sequence.elements, to: $0) }
    statistics.hypothesisLength = sequence.count
    for order in statistics.totals.indices { statistics.totals[order] = max(0, statistics.hypothesisLength - order) }
    statistics.referenceLength = BLEUCounter.closest(referenceLengths, to: statistics.hypothesisLength)
    return statistics
  }

  /// The words of a text as they are compared.
  public func words(of text: String) -> [String] {
    var result = [String]()
    forEachWord(of: Array(text.utf8)) { result.append(String(decoding: $0, as: UTF8.self)) }
    return result
  }

  /// Calls `body` with each word of a text as it is compared.
  func forEachWord(of text: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withWords(of: text) { text, words in
      for index in 0..<words.count { body(words.bytes(index, of: text)) }
    }
  }

  /// Number of words in a text.
  func wordCount(of text: [UInt8]) -> Int {
    var count = 0
    withWords(of: text) { _, words in count = words.count }
    return count
  }

  /// The length closest to the hypothesis's; the smaller one in a tie.
  private static func closest(_ lengths: [Int], to length: Int) -> Int {
    lengths.min { (abs($0 - length), $0) < (abs($1 - length), $1) }!
  }

  /// Prepares a text (lower case, trailing white space, entities), tokenizes it and passes its words to `body`.
  private func withWords(of text: [UInt8], _ body: (UnsafeBufferPointer<UInt8>, borrowing Words) -> Void) {
    words.removeAll()
    text.withUnsafeBufferPointer { original in
      var prepared = UTF8Scalars.trimmingEnd(original)
      if options.lowercase {
        scratch.removeAll()
        LowerCase.append(prepared, to: &scratch, scalars: scalars)
        prepared = scratch.elements
      }
      if let pieces {
        pieces.pieces(of: prepared).withUnsafeBufferPointer { cutAndHandOver($0, body) }
      } else if options.tokenizer == .thirteenA && WesternReplacements.mayChange(prepared) {
        var plain = WesternReplacements.replaced(Array(prepared))
        plain.withUnsafeMutableBufferPointer { cutAndHandOver(UnsafeBufferPointer($0), body) }
      } else {
        cutAndHandOver(prepared, body)
      }
    }
  }

  private func cutAndHandOver(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, borrowing Words) -> Void
  ) {
    options.tokenizer.cut(text, scalars: scalars, into: &words)
    body(text, words)
  }
}
