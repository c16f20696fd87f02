/// Makes BLEU's statistics of one segment after the other. Its memory grows with the longest segment, not with their
/// number.
public final class BLEUCounter: SegmentCounter {
  private let options: BLEUOptions
  private let scalars = ScalarTable()
  private var numbers = WordTable()
  private var table = NGramTable()
  /// The numbers of a text's words.
  private var sequence = Store<Int32>(capacity: 256)
  private var words = Words()
  private var scratch = Store<UInt8>(capacity: 1024)

  init(options: BLEUOptions) {
    self.options = options
  }

  public func statistics(hypothesis: [UInt8], references: [[UInt8]]) -> BLEUStatistics {
    precondition(!references.isEmpty, "a segment without a reference")
    numbers.removeAll()
    table.removeAll()
    var lengths = [Int]()
    for reference in references {
      withWords(of: reference) { text, words in
        sequence.removeAll()
        for index in 0..<words.count { sequence.append(numbers.insert(words.bytes(index, of: text))) }
      }
      table.addReference(sequence.elements, order: options.maximumOrder)
      lengths.append(sequence.count)
    }
    withWords(of: hypothesis) { text, words in
      sequence.removeAll()
      for index in 0..<words.count { sequence.append(numbers.find(words.bytes(index, of: text))) }
    }
    var statistics = BLEUStatistics(maximumOrder: options.maximumOrder)
    statistics.matches.withUnsafeMutableBufferPointer { table.addMatches(sequence.elements, to: $0) }
    statistics.hypothesisLength = sequence.count
    for order in statistics.totals.indices { statistics.totals[order] = max(0, statistics.hypothesisLength - order) }
    statistics.referenceLength = BLEUCounter.closest(lengths, to: statistics.hypothesisLength)
    return statistics
  }

  /// The words that a text is compared by.
  public func words(of text: String) -> [String] {
    var result = [String]()
    withWords(of: Array(text.utf8)) { text, words in
      for index in 0..<words.count {
        result.append(String(decoding: words.bytes(index, of: text), as: UTF8.self))
      }
    }
    return result
  }

  /// The length nearest to the hypothesis's; of two equally near, the smaller.
  private static func closest(_ lengths: [Int], to length: Int) -> Int {
    lengths.min { (abs($0 - length), $0) < (abs($1 - length), $1) }!
  }

  /// Prepares a text (lower case, white space at the end, entities), cuts it and hands over its words.
  private func withWords(of text: [UInt8], _ body: (UnsafeBufferPointer<UInt8>, borrowing Words) -> Void) {
    words.removeAll()
    text.withUnsafeBufferPointer { original in
      var prepared = UTF8Scalars.trimmingEnd(original)
      if options.lowercase {
        scratch.removeAll()
        LowerCase.append(prepared, to: &scratch, scalars: scalars)
        prepared = scratch.elements
      }
      if options.tokenizer == .thirteenA && Markup.mayChange(prepared) {
        var plain = Markup.replaced(Array(prepared))
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
