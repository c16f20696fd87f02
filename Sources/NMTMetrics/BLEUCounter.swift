/// Makes BLEU's statistics of one segment after the other. Its memory grows with the longest segment, not with their
/// number.
public final class BLEUCounter: SegmentCounter {
  private let options: BLEUOptions
  private let scalars = ScalarTable()
  private var table = NGramTable()
  private var words = Words()
  private var scratch = Store<UInt8>(capacity: 1024)

  init(options: BLEUOptions) {
    self.options = options
  }

  public func statistics(hypothesis: [UInt8], references: [[UInt8]]) -> BLEUStatistics {
    precondition(!references.isEmpty, "a segment without a reference")
    table.removeAll()
    var lengths = [Int]()
    for reference in references {
      withWords(of: reference) { text, words in
        table.addReference(text, words, order: options.maximumOrder)
        lengths.append(words.count)
      }
    }
    var statistics = BLEUStatistics(maximumOrder: options.maximumOrder)
    withWords(of: hypothesis) { text, words in
      table.addMatches(text, words, to: &statistics.matches)
      statistics.hypothesisLength = words.count
    }
    for order in statistics.totals.indices { statistics.totals[order] = max(0, statistics.hypothesisLength - order) }
    statistics.referenceLength = BLEUCounter.closest(lengths, to: statistics.hypothesisLength)
    return statistics
  }

  /// The words that a text is compared by.
  public func words(of text: String) -> [String] {
    var result = [String]()
    withWords(of: Array(text.utf8)) { text, words in
      for index in 0..<words.count {
        let span = words.spans[index]
        result.append(String(decoding: text[span.start..<span.end], as: UTF8.self))
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
