import Foundation
import NMTKernels
import NMTSearch
import NMTText

/// A decoder without a network: the log-probabilities behind a prefix are a function written down by the test.
///
/// A sentence is named by its source's tokens, all of which are its number.
final class TableDecoder: StepDecoder {
  struct State {
    var prefixes: [[Int32]]
    var sources: [[Int32]]
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

  /// The sentences that are searched.
  var inputs: [SearchInput] {
    sourceLengths.enumerated().map { index, length in
      SearchInput(index: index, source: [Int32](repeating: Int32(index), count: length))
    }
  }

  func start(_ inputs: [SearchInput]) -> State {
    State(prefixes: inputs.map { _ in [] }, sources: inputs.map(\.source))
  }

  func step(tokens: [Int32], state: inout State) -> Matrix {
    precondition(tokens.count == state.prefixes.count)
    rowCounts.append(tokens.count)
    let values = UnsafeMutablePointer<Float>.allocate(capacity: max(1, tokens.count * vocabularySize))
    memory.append(values)
    for (row, token) in tokens.enumerated() {
      state.prefixes[row].append(token)
      for (column, value) in table(Int(state.sources[row][0]), state.prefixes[row]).enumerated() {
        values[row * vocabularySize + column] = value
      }
    }
    return Matrix(values, rows: tokens.count, columns: vocabularySize)
  }

  func selecting(rows: [Int], of state: State, adding added: State?) -> State {
    let sources = rows.map { state.sources[$0] }
    let runs = sources.indices.filter { $0 == 0 || sources[$0] != sources[$0 - 1] }.map { sources[$0] }
    precondition(Set(runs).count == runs.count, "rows of one sentence apart")
    return State(
      prefixes: rows.map { state.prefixes[$0] } + (added?.prefixes ?? []), sources: sources + (added?.sources ?? []))
  }

  /// Step t attends to position t mod (source + end of sentence).
  func attention(row: Int, in state: State) -> ArraySlice<Float>? {
    let positions = state.sources[row].count + 1
    var weights = [Float](repeating: 0.1, count: positions)
    weights[(state.prefixes[row].count - 1) % positions] = 0.9
    return weights[...]
  }
}

/// Searches all sentences of a table, in their order.
func search(
  _ decoder: TableDecoder, options: SearchOptions, room: Int = 1_000_000, recordsAttention: Bool = false
) -> [[Hypothesis]] {
  if let sampling = options.sampling {
    let strategy = Sampling(
      options: options, sampling: sampling, kernels: CPUKernels(instructions: .best), recordsAttention: recordsAttention
    )
    return run(decoder, strategy, room: room)
  }
  return run(decoder, BeamSearch(options: options, recordsAttention: recordsAttention), room: room)
}

func run<Strategy: SearchStrategy>(
  _ decoder: TableDecoder, _ strategy: Strategy, room: Int = 1_000_000
) -> [[Hypothesis]] {
  var found = [[Hypothesis]](repeating: [], count: decoder.sourceLengths.count)
  SearchLoop(decoder, strategy, room: room).run(SearchQueue(decoder.inputs)) { index, hypotheses in
    precondition(found[index].isEmpty, "sentence \(index) twice")
    found[index] = hypotheses
  }
  return found
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
