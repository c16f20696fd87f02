import NMTKernels
import NMTText

/// Beam search over a batch: one step of the decoder moves every sentence that is still being searched.
///
/// Sentences leave the batch when their search ends. What a sentence gets depends on its own rows alone.
package struct BeamSearch {
  private let options: SearchOptions

  package init(options: SearchOptions) { self.options = options }

  /// The n best hypotheses of every sentence, best first, at least one each.
  package func hypotheses<Decoder: StepDecoder>(_ decoder: Decoder) -> [[Hypothesis]] {
    var results = [[Hypothesis]](repeating: [], count: decoder.sourceLengths.count)
    var beams = decoder.sourceLengths.enumerated().map { sentence, sourceLength in
      Beam(sentence: sentence, limits: options.lengths.range(sourceLength: sourceLength))
    }
    var state = decoder.startState()
    var next = LiveRows(sentences: Array(beams.indices))
    let processors = options.processors
    while !beams.isEmpty {
      let logProbabilities = decoder.step(tokens: next.tokens, state: &state)
      next = LiveRows()
      var firstRow = 0
      for index in beams.indices {
        let rows = firstRow..<firstRow + beams[index].live.count
        firstRow = rows.upperBound
        let candidates = beams[index].expand(logProbabilities.rows(rows), processors: processors, options: options)
        let moves = beams[index].select(
          candidates, aligned: aligned(rows, decoder: decoder, state: state), options: options)
        if beams[index].isFinished(options: options) {
          results[beams[index].sentence] = beams[index].hypotheses(options: options)
        } else {
          for move in moves { next.append(row: rows.lowerBound + move.row, beams[index].sentence, move.token) }
        }
      }
      beams.removeAll { !results[$0.sentence].isEmpty }
      if !beams.isEmpty { state = decoder.selecting(rows: next.rows, sentences: next.sentences, of: state) }
    }
    return results
  }

  private func aligned<Decoder: StepDecoder>(
    _ rows: Range<Int>, decoder: Decoder, state: Decoder.State
  ) -> [Int32] {
    rows.map { options.alignment ? strongest(decoder.attention(row: $0, in: state)) : -1 }
  }
}

/// The hypotheses that go into the next step: which old row each continues, whose it is, and its last token.
struct LiveRows {
  private(set) var rows: [Int] = []
  private(set) var sentences: [Int] = []
  private(set) var tokens: [Int32] = []

  init() {}

  /// The first step: one hypothesis a sentence, which begins with begin-of-sentence.
  init(sentences: [Int]) {
    self.sentences = sentences
    rows = Array(sentences.indices)
    tokens = [Int32](repeating: Vocabulary.bos, count: sentences.count)
  }

  mutating func append(row: Int, _ sentence: Int, _ token: Int32) {
    rows.append(row)
    sentences.append(sentence)
    tokens.append(token)
  }
}
