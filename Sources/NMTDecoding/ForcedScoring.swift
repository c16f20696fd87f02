import Foundation
import NMTKernels
import NMTText

/// log P(targets[b], end of sentence | sentence b), natural logarithm, for every sentence of the decoder's batch.
///
/// Returns one log-probability a token, the last one the end of sentence's. Targets hold neither begin nor end.
package func forcedLogProbabilities<Decoder: StepDecoder>(
  _ decoder: Decoder, targets: [[Int32]], onStep: (Int, Int, [Float]) -> Void = { _, _, _ in }
) -> [[Float]] {
  precondition(
    targets.count == decoder.sourceLengths.count,
    "forcedLogProbabilities: \(targets.count) targets for \(decoder.sourceLengths.count) sentences")
  var scores = [[Float]](repeating: [], count: targets.count)
  var live = LiveRows(sentences: Array(targets.indices))
  var state = decoder.startState()
  var position = 0
  while !live.sentences.isEmpty {
    let logProbabilities = decoder.step(tokens: live.tokens, state: &state)
    var next = LiveRows()
    for (row, sentence) in live.sentences.enumerated() {
      let ended = position == targets[sentence].count
      let token = ended ? Vocabulary.eos : targets[sentence][position]
      precondition(token >= 0 && token < logProbabilities.columns, "forcedLogProbabilities: token \(token)")
      scores[sentence].append(logProbabilities.row(row)[Int(token)])
      if let weights = decoder.attention(row: row, in: state) { onStep(sentence, position, weights) }
      if !ended { next.append(row: row, sentence, token) }
    }
    live = next
    position += 1
    if !live.rows.isEmpty { state = decoder.selecting(rows: live.rows, sentences: live.sentences, of: state) }
  }
  return scores
}
