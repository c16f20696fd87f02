/// The tokenizer of mteval-v14.pl with `--international-tokenization` as sacreBLEU has it.
///
/// Three substitutions one after the other, then a split at white space:
///
///     (\P{N})(\p{P})  →  "\1 \2 "    punctuation that no number precedes
///     (\p{P})(\P{N})  →  " \1 \2"    punctuation that no number follows
///     (\p{S})         →  " \1 "      symbols
///
/// As in ``WesternTokenizer`` they are one scan, and in a run of punctuation the first substitution takes every other
/// mark. The line is not padded: a mark that begins it is not preceded and one that ends it is not followed by
/// anything, so the stop in "in 2020." stays where it is. sacreBLEU keeps this slip of the original, and so do we.
enum InternationalTokenizer {
  static func cut(_ text: UnsafeBufferPointer<UInt8>, scalars: ScalarTable, into words: inout Words) {
    // Whether the first substitution can take a mark that follows: there is a character, no number, and not taken.
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
