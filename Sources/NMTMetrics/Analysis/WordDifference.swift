/// Marks the words that two texts share: the longest common subsequence of their words, split at white space.
struct WordDifference {
  /// Adjacent words that are all shared, or all not.
  struct Run: Equatable {
    var text: String
    let isCommon: Bool
  }

  let old: [Run]
  let new: [Run]

  /// Words that are compared; the rest of a longer text counts as different, which bounds time and memory.
  private static let limit = 2_000

  init(_ old: String, _ new: String) {
    let (first, second) = (Self.words(old), Self.words(new))
    let (isKept, isAlsoKept) = Self.common(first, second)
    self.old = Self.runs(first, isKept)
    self.new = Self.runs(second, isAlsoKept)
  }

  private static func words(_ text: String) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    var words = Words()
    return bytes.withUnsafeBufferPointer { bytes in
      words.cutAtWhiteSpace(bytes)
      return (0..<words.count).map { Array(words.bytes($0, of: bytes)) }
    }
  }

  private static func runs(_ words: [[UInt8]], _ isCommon: [Bool]) -> [Run] {
    var runs = [Run]()
    for (word, isCommon) in zip(words, isCommon) {
      let text = String(decoding: word, as: UTF8.self)
      if runs.last?.isCommon == isCommon {
        runs[runs.count - 1].text += " " + text
      } else {
        runs.append(Run(text: text, isCommon: isCommon))
      }
    }
    return runs
  }

  private static func common(_ first: [[UInt8]], _ second: [[UInt8]]) -> ([Bool], [Bool]) {
    let (rows, columns) = (min(first.count, limit), min(second.count, limit))
    // lengths[i][j]: length of the longest common subsequence of the words from i and from j on.
    var lengths = [Int32](repeating: 0, count: (rows + 1) * (columns + 1))
    for row in stride(from: rows - 1, through: 0, by: -1) {
      for column in stride(from: columns - 1, through: 0, by: -1) {
        let below = lengths[(row + 1) * (columns + 1) + column]
        let right = lengths[row * (columns + 1) + column + 1]
        lengths[row * (columns + 1) + column] =
          first[row] == second[column] ? lengths[(row + 1) * (columns + 1) + column + 1] + 1 : max(below, right)
      }
    }
    var kept = [Bool](repeating: false, count: first.count)
    var alsoKept = [Bool](repeating: false, count: second.count)
    var (row, column) = (0, 0)
    while row < rows && column < columns {
      if first[row] == second[column] {
        kept[row] = true
        alsoKept[column] = true
        row += 1
        column += 1
      } else if lengths[(row + 1) * (columns + 1) + column] >= lengths[row * (columns + 1) + column + 1] {
        row += 1
      } else {
        column += 1
      }
    }
    return (kept, alsoKept)
  }
}
