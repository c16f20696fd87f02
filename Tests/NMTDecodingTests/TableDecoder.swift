import Foundation
import NMTDecoding
import NMTKernels
import NMTText

/// A decoder without a network: the log-probabilities behind a prefix are a function written down by the test.
final class TableDecoder: StepDecoder {
  struct State {
    var prefixes: [[Int32]]
    var sentences: [Int]
  }

  let vocabularySize: Int
  let sourceLengths: [Int]
  /// How many rows each step had: what the search made the decoder compute.
  private(set) var rowCounts: [Int] = []
  private let table: (_ sentence: Int, _ prefix: [Int32]) -> [Float]
  private var memory: [UnsafeMutablePointer<Float>] = []

  /// `table` gives V log-probabilities for a sentence's prefix, which begins with begin of sentence.
  init(vocabularySize: Int, sourceLengths: [Int], table: @escaping (Int, [Int32]) -> [Float]) {
    self.vocabularySize = vocabularySize
    self.sourceLengths = sourceLengths
    self.table = table
  }

  deinit { memory.forEach { $0.deallocate() } }

  func startState() -> State {
    State(prefixes: sourceLengths.map { _ in [] }, sentences: Array(sourceLengths.indices))
  }

  func step(tokens: [Int32], state: inout State) -> Matrix {
    precondition(tokens.count == state.prefixes.count)
    rowCounts.append(tokens.count)
    let values = UnsafeMutablePointer<Float>.allocate(capacity: max(1, tokens.count * vocabularySize))
    memory.append(values)
    for (row, token) in tokens.enumerated() {
      state.prefixes[row].append(token)
      for (column, value) in table(state.sentences[row], state.prefixes[row]).enumerated() {
        values[row * vocabularySize + column] = value
      }
    }
    return Matrix(values, rows: tokens.count, columns: vocabularySize)
  }

  func selecting(rows: [Int], sentences: [Int], of state: State) -> State {
    precondition(zip(rows, sentences).allSatisfy { state.sentences[$0] == $1 }, "a row of another sentence")
    return State(prefixes: rows.map { state.prefixes[$0] }, sentences: sentences)
  }

  /// Step t attends to position t mod (source + end of sentence).
  func attention(row: Int, in state: State) -> [Float]? {
    let positions = sourceLengths[state.sentences[row]] + 1
    var weights = [Float](repeating: 0.1, count: positions)
    weights[(state.prefixes[row].count - 1) % positions] = 0.9
    return weights
  }
}

/// Proper log-probabilities that look random: a pure function of seed and prefix.
func hashedTable(seed: UInt64, vocabularySize: Int, sharpness: Float = 4) -> (Int, [Int32]) -> [Float] {
  { sentence, prefix in
    var hash = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(sentence)
    for token in prefix { hash = mixed(hash ^ UInt64(token)) }
    let scores = (0..<vocabularySize).map { token in
      Float(mixed(hash &+ UInt64(token)) >> 40) / Float(1 << 24) * sharpness
    }
    let sum = scores.reduce(Float(0)) { $0 + exp($1) }
    return scores.map { $0 - log(sum) }
  }
}

private func mixed(_ x: UInt64) -> UInt64 {
  var z = x &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
  return z ^ z >> 31
}
