/// The words of one segment as byte ranges of its text.
///
/// No BLEU tokenizer changes a byte within a word, so words are never copied.
struct Words: ~Copyable {
  struct Span: BitwiseCopyable {
    let start: Int
    let end: Int
  }

  private var spans = Store<Span>(capacity: 256)
  /// Start of the current word; -1 between words.
  private var open = -1

  var count: Int { spans.count }

  /// The bytes of a word of `text`.
  @inline(__always)
  func bytes(_ index: Int, of text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let span = spans[index]
    return UnsafeBufferPointer(rebasing: text[span.start..<span.end])
  }

  mutating func removeAll() {
    spans.removeAll()
    open = -1
  }

  /// Adds the scalar at `index` to the current word, or begins one.
  @inline(__always)
  mutating func extend(at index: Int) {
    if open < 0 { open = index }
  }

  /// Ends the current word, if any, before `index`.
  @inline(__always)
  mutating func close(at index: Int) {
    if open >= 0 {
      spans.append(Span(start: open, end: index))
      open = -1
    }
  }

  /// Makes the scalar at `index` a word of its own.
  @inline(__always)
  mutating func isolate(at index: Int, length: Int) {
    close(at: index)
    spans.append(Span(start: index, end: index + length))
  }

  /// Adds the words of a text that is split at white space only.
  mutating func cutAtWhiteSpace(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < text.count {
      let space = UTF8Scalars.whiteSpaceLength(text, at: index)
      if space > 0 { close(at: index) } else { extend(at: index) }
      index += max(1, space)
    }
    close(at: text.count)
  }
}
