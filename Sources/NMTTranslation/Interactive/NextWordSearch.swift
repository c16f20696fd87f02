import Foundation
import NMTKernels
import NMTSearch
import NMTText

/// Finds the words, or subwords, that can follow a prefix, with their probabilities.
///
/// Follows all segmentations of the prefix, then their most probable continuations, until a subword ends the word:
/// P(word | prefix) = Σ P(its subwords) · P(the next one ends it) / Σ P(prefix), with sums over the paths followed.
/// Improbable paths are dropped, so probabilities may sum to less than 1. In subword mode, all subwords that may follow
/// a path count.
struct NextWordSearch {
  let input: SearchInput
  /// Bytes of the prefix as in the target text, including the space before its first word.
  let prefix: [UInt8]
  let unit: CompletionRequest.Unit
  /// Most paths followed at once.
  let width: Int

  /// Most subwords in a word.
  private static let longestWord = 24
  /// Paths less probable by this many nats than the prefix, or than its best segmentation, are dropped.
  private static let margin: Double = 10

  /// A path: a segmentation of the prefix, or part of it, and possibly more text.
  private struct Way {
    var tokens: [Int32] = []
    var bytes: [UInt8] = []
    var logProbability: Float = 0
    /// The path's row in the previous step, then in the next one.
    var row = 0
  }

  private struct Found {
    /// Probabilities by the text after the prefix.
    var texts: [[UInt8]: Double] = [:]
    var end = 0.0
    /// Total probability of all segmentations of the prefix.
    var prefix = 0.0
  }

  private var constraints: SentenceConstraints { input.constraints! }
  private var text: TargetText { constraints.text }
  /// Whether the prefix ends inside a word, which may continue or end.
  private var isInsideWord: Bool { endsInsideWord(prefix[...]) }

  /// Returns the alternatives, most probable first; ties are ordered by their bytes.
  func run(_ decoder: EnsembleDecoder) -> [CompletionAnswer.Alternative] {
    var found = Found(prefix: prefix.isEmpty ? 1 : 0)
    var ways = [Way()]
    var state = decoder.start([input])
    var tokens = [Vocabulary.bos]
    let mostSteps = constraints.steps + Self.longestWord
    for _ in 0..<mostSteps where !ways.isEmpty {
      let logProbabilities = decoder.step(tokens: tokens, state: &state)
      var selection = BoundedSelection(capacity: width)
      for (number, way) in ways.enumerated() {
        let row = UnsafeMutableBufferPointer(start: logProbabilities.row(way.row), count: logProbabilities.columns)
        for token in [Vocabulary.pad, Vocabulary.unk, Vocabulary.bos] { row[Int(token)] = -.infinity }
        goOn(way, row, &found)
        selection.offer(row: number, base: way.logProbability, UnsafeBufferPointer(row))
      }
      ways = extend(ways, selection.candidates, &found)
      if ways.isEmpty { break }
      state = decoder.selecting(rows: ways.map(\.row), of: state, adding: nil)
      tokens = ways.map { $0.tokens.last! }
      for index in ways.indices { ways[index].row = index }
    }
    return alternatives(found)
  }

  /// Records what ends here and leaves only continuations in the row.
  private func goOn(_ way: Way, _ row: UnsafeMutableBufferPointer<Float>, _ found: inout Found) {
    let isForced = constraints.applyPrefix(row, tokens: way.tokens)
    if unit == .subword { takeSubwords(way, row, &found) }
    if isForced { return }
    let probability = exp(Double(way.logProbability))
    let tail = Array(way.bytes.dropFirst(prefix.count))
    if unit == .word, isInsideWord || tail.contains(where: { $0 != 0x20 }) {
      var closing = 0.0
      for token in row.indices where text.closesWord(Int32(token)) {
        if row[token] > -20 { closing += exp(Double(row[token])) }
        row[token] = -.infinity
      }
      found.texts[tail, default: 0] += probability * closing
    } else {
      found.end += probability * exp(Double(row[Int(Vocabulary.eos)]))
    }
    row[Int(Vocabulary.eos)] = -.infinity
  }

  /// Records each subword that reaches beyond the prefix as an alternative, which is not followed further.
  private func takeSubwords(_ way: Way, _ row: UnsafeMutableBufferPointer<Float>, _ found: inout Found) {
    for token in row.indices where row[token] > -.infinity {
      let bytes = way.bytes + text.surface(Int32(token))
      guard bytes.count > prefix.count else { continue }
      let probability = exp(Double(way.logProbability) + Double(row[token]))
      if way.bytes.count < prefix.count { found.prefix += probability }
      found.texts[Array(bytes.dropFirst(prefix.count)), default: 0] += probability
      row[token] = -.infinity
    }
  }

  /// The paths to follow further.
  private func extend(_ ways: [Way], _ candidates: [Candidate], _ found: inout Found) -> [Way] {
    guard let best = candidates.first?.score else { return [] }
    // Only ratios matter: the probability of a long prefix can underflow double precision.
    let shift = found.prefix == 0 ? best : 0
    let least = (found.prefix == 0 ? 0 : log(found.prefix)) - Self.margin
    return candidates.compactMap { candidate in
      var way = ways[candidate.row]
      let wasWritten = way.bytes.count >= prefix.count
      way.tokens.append(candidate.token)
      way.bytes += text.surface(candidate.token)
      way.logProbability = candidate.score - shift
      let probability = exp(Double(way.logProbability))
      if !wasWritten, way.bytes.count >= prefix.count { found.prefix += probability }
      return Double(way.logProbability) > least ? way : nil
    }
  }

  private func alternatives(_ found: Found) -> [CompletionAnswer.Alternative] {
    let begun = isInsideWord ? prefix[(prefix.lastIndex(of: 0x20).map { $0 + 1 } ?? 0)...] : []
    // Spaces are folded: none is typed after another one, or before the first word of a text.
    let space: [UInt8] = prefix.last.map { $0 == 0x20 } ?? true ? [] : [0x20]
    var typed: [[UInt8]: Double] = [:]
    for (tail, probability) in found.texts {
      let word = Array(tail.drop { $0 == 0x20 })
      typed[word.count == tail.count ? word : space + word, default: 0] += probability
    }
    var alternatives = typed.compactMap { bytes, probability -> CompletionAnswer.Alternative? in
      guard !bytes.isEmpty || isInsideWord, let text = String(validating: bytes, as: UTF8.self),
        let word = String(validating: begun + bytes.drop { $0 == 0x20 }, as: UTF8.self)
      else { return nil }
      return CompletionAnswer.Alternative(
        text: text, word: unit == .word ? word : text, probability: probability / found.prefix, isEnd: false)
    }
    if found.end > 0 {
      alternatives.append(
        CompletionAnswer.Alternative(text: "", word: "", probability: found.end / found.prefix, isEnd: true))
    }
    return alternatives.sorted {
      $0.probability == $1.probability
        ? $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) : $0.probability > $1.probability
    }
  }
}
