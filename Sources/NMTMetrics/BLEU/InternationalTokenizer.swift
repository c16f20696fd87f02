/// The tokenizer of mteval-v14.pl with `--international-tokenization`, as implemented in sacreBLEU.
///
/// It makes three substitutions in sequence, then splits at white space:
///
///     (\P{N})(\p{P})  →  "\1 \2 "    punctuation that no number precedes
///     (\p{P})(\P{N})  →  " \1 \2"    punctuation that no number follows
///     (\p{S})         →  " \1 "      symbols
///
/// As in ``WesternTokenizer`` they are one scan, and in a run of punctuation the first substitution matches every other
/// mark. The line is not padded: a mark at its beginning has no predecessor and one at its end no successor, so the
/// period in "in 2020." is not separated. sacreBLEU keeps this slip of the original, and so do we.
enum InternationalTokenizer {
  static func cut(_ text: UnsafeBufferPointer<UInt8>, scalars: ScalarTable, into words: inout Words) {
    // Whether the first substitution can match a following mark: the previous character exists, is not a number and is
    // not already matched.
    var canTakeNext = false
    var index = 0
    while index < text.count {
      let (value, length) = UTF8Scalars.scalar(text, at: index)
      let properties = scalars[value]
      if properties.isPunctuation {
        let isTaken = canTakeNext
        if isTaken || isNoNumber(text, at: index + length, scalars: scalars) {
          words.isolate(at: index, length: length)
        } else {
          words.extend(at: index)
        }
        canTakeNext = !isTaken
      } else {
        canTakeNext = !properties.isNumber
        if properties.isSymbol {
          words.isolate(at: index, length: length)
        } else if properties.isWhiteSpace {
          words.close(at: index)
        } else {
          words.extend(at: index)
        }
      }
      index += length
    }
    words.close(at: text.count)
  }

  @inline(__always)
  private static func isNoNumber(_ text: UnsafeBufferPointer<UInt8>, at index: Int, scalars: ScalarTable) -> Bool {
    index < text.count && !scalars[UTF8Scalars.scalar(text, at: index).value].isNumber
  }
}
