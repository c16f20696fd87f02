/// Largest number of times that a sequence of up to `longest` tokens is repeated in a row: 1 for text without immediate
/// repetition, 3 for "a b a b a b".
package func mostRepeats(_ tokens: [Int32], longest: Int = 16) -> Int {
  var most = min(tokens.count, 1)
  for period in 1..<max(min(longest, tokens.count / 2) + 1, 1) {
    var run = 0
    for index in period..<tokens.count {
      run = tokens[index] == tokens[index - period] ? run + 1 : 0
      most = max(most, 1 + run / period)
    }
  }
  return most
}

/// Number of occurrences of the most frequent sequence of `size` tokens.
package func mostFrequentNGram(_ tokens: [Int32], size: Int) -> Int {
  guard tokens.count >= size else { return 0 }
  var counts: [ArraySlice<Int32>: Int] = [:]
  for start in 0...tokens.count - size { counts[tokens[start..<start + size], default: 0] += 1 }
  return counts.values.max()!
}
