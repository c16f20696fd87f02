/// Computes TER's statistics, one segment at a time. Its memory grows with the longest segment, not with the number of
/// segments.
public final class TERCounter: SegmentCounter {
  private let options: TEROptions
  private let scalars = ScalarTable()
  private var words = Words()
  private var numbers = WordTable()
  private var search = ShiftSearch()
  private var hypothesis = Store<Int32>(capacity: 256)
  private var reference = Store<Int32>(capacity: 256)
  private var scratch = Store<UInt8>(capacity: 1024)

  init(options: TEROptions) {
    self.options = options
  }

  public func statistics(hypothesis text: [UInt8], references: [[UInt8]]) -> TERStatistics {
    precondition(!references.isEmpty, "a segment without a reference")
    numbers.removeAll()
    hypothesis.removeAll()
    withWords(of: text) { hypothesis.append(numbers.insert($0)) }
    var fewest = Int.max
    var lengths = 0
    for text in references {
      reference.removeAll()
      withWords(of: options.normalized ? normalizedOnce(text) : text) { reference.append(numbers.insert($0)) }
      lengths += reference.count
      fewest = min(fewest, search.edits(from: hypothesis.elements, to: reference.elements))
    }
    return TERStatistics(edits: fewest, referenceLength: Double(lengths) / Double(references.count))
  }

  /// The words of a text as they are compared.
  public func words(of text: String) -> [String] {
    var result = [String]()
    withWords(of: Array(text.utf8)) { result.append(String(decoding: $0, as: UTF8.self)) }
    return result
  }

  /// A reference's words, separated by single spaces.
  ///
  /// sacreBLEU 2.6.0 preprocesses references twice, when reading and when caching them. Normalization is not idempotent
  /// ("Anna's," → "Anna's ," → "Anna 's ,"; "&amp;lt;"), so we must do it twice too.
  private func normalizedOnce(_ text: [UInt8]) -> [UInt8] {
    var result = [UInt8]()
    withWords(of: text) { word in
      if !result.isEmpty { result.append(0x20) }
      result.append(contentsOf: word)
    }
    return result
  }

  /// Prepares a text, tokenizes it and passes its words to `body` one by one.
  private func withWords(of text: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    text.withUnsafeBufferPointer { original in
      var prepared = UTF8Scalars.trimmingEnd(original)
      if !options.caseSensitive {
        scratch.removeAll()
        LowerCase.append(prepared, to: &scratch, scalars: scalars)
        prepared = scratch.elements
      }
      if options.normalized && WesternReplacements.mayChange(prepared) {
        let plain = WesternReplacements.replaced(Array(prepared), forTercom: true)
        plain.withUnsafeBufferPointer { cut($0, body) }
      } else {
        cut(prepared, body)
      }
    }
  }

  private func cut(_ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    words.removeAll()
    if options.normalized {
      WesternTokenizer.cut(text, options.asianSupport ? .tercomAsian : .tercom, into: &words)
    } else {
      words.cutAtWhiteSpace(text)
    }
    for index in 0..<words.count {
      let word = words.bytes(index, of: text)
      if options.noPunctuation {
        let rest = withoutPunctuation(word)
        if !rest.isEmpty { rest.withUnsafeBufferPointer(body) }
      } else {
        body(word)
      }
    }
  }

  private func withoutPunctuation(_ word: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result = [UInt8]()
    var index = 0
    while index < word.count {
      let (value, length) = UTF8Scalars.scalar(word, at: index)
      let isRemoved =
        length == 1
        ? TercomPunctuation.isWestern(word[index]) : options.asianSupport && TercomPunctuation.isAsian(value)
      if !isRemoved { result.append(contentsOf: word[index..<(index + length)]) }
      index += length
    }
    return result
  }
}
