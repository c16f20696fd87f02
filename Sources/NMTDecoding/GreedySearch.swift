import NMTKernels
import NMTText

/// The most probable token at each step, one hypothesis a sentence: what a beam of 1 finds, without the beam's records.
package struct GreedySearch {
  private let options: SearchOptions
  private let processors: [any LogProbabilityProcessor]

  package init(options: SearchOptions) {
    self.options = options
    processors = options.processors
  }

  /// A sentence's output so far.
  private struct Output {
    let limits: ClosedRange<Int>
    var tokens: [Int32] = []
    var aligned: [Int32] = []
    var logProbability: Float = 0
  }

  /// One hypothesis for every sentence.
  package func hypotheses<Decoder: StepDecoder>(_ decoder: Decoder) -> [[Hypothesis]] {
    var outputs = decoder.sourceLengths.map { Output(limits: options.lengths.range(sourceLength: $0)) }
    var live = LiveRows(sentences: Array(outputs.indices))
    var state = decoder.startState()
    while !live.sentences.isEmpty {
      let logProbabilities = decoder.step(tokens: live.tokens, state: &state)
      var next = LiveRows()
      for (row, sentence) in live.sentences.enumerated() {
        let token = advance(&outputs[sentence], sentence: sentence, logProbabilities.rows(row..<row + 1))
        guard token != Vocabulary.eos else { continue }
        if options.alignment { outputs[sentence].aligned.append(strongest(decoder.attention(row: row, in: state))) }
        next.append(row: row, sentence, token)
      }
      live = next
      if !live.rows.isEmpty { state = decoder.selecting(rows: live.rows, sentences: live.sentences, of: state) }
    }
    return outputs.map { [hypothesis($0)] }
  }

  /// Appends the best token of a row `[1, V]` to `output`, or ends it; returns the token.
  private func advance(_ output: inout Output, sentence: Int, _ row: Matrix) -> Int32 {
    let values = UnsafeMutableBufferPointer(start: row.base, count: row.columns)
    let context = DecodingContext(sentence: sentence, length: output.tokens.count, limits: output.limits)
    for processor in processors { processor.process(values, in: context) }
    var selection = BoundedSelection(capacity: 1)
    selection.offer(row: 0, base: output.logProbability, UnsafeBufferPointer(values))
    guard let best = selection.candidates.first else {
      output.logProbability = -.infinity
      return Vocabulary.eos
    }
    output.logProbability = best.score
    if best.token != Vocabulary.eos { output.tokens.append(best.token) }
    return best.token
  }

  private func hypothesis(_ output: Output) -> Hypothesis {
    let divisor = options.normalisation.divisor(length: output.tokens.count + 1)
    return Hypothesis(
      tokens: output.tokens, logProbability: output.logProbability, score: output.logProbability / divisor,
      aligned: output.aligned)
  }
}

/// Searches a batch as the options say: greedy for a beam of 1.
package func search<Decoder: StepDecoder>(_ decoder: Decoder, options: SearchOptions) -> [[Hypothesis]] {
  precondition(decoder.vocabularySize > Int(Vocabulary.eos), "search: a vocabulary of \(decoder.vocabularySize)")
  return options.beam == 1
    ? GreedySearch(options: options).hypotheses(decoder)
    : BeamSearch(options: options).hypotheses(decoder)
}
