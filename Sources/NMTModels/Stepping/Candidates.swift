import NMTKernels
import NMTTensor

/// The allowed target words of each sentence of a batch, ascending, at least one each.
final class CandidateLists: Sendable {
  let lists: [[Int32]]

  init(_ lists: [[Int32]]) {
    precondition(lists.allSatisfy { !$0.isEmpty }, "encode: a sentence without candidates")
    self.lists = lists
  }
}

extension Seq2SeqModel {
  /// Log-probabilities `[N, W]` of readouts `[N, D]`, each row over the words of its own sentence. Each sentence's
  /// hypotheses are multiplied by its own words only, so nothing depends on the other sentences.
  func logProbabilities(
    _ readout: Matrix, sentences: [Int32], among candidates: CandidateLists, on tape: Tape
  ) -> Matrix {
    let rows = parameters.weightRows(outputWeight)
    let bias = parameters.matrix(outputBias).base
    let width = sentences.lazy.map { candidates.lists[Int($0)].count }.max() ?? 1
    let result = tape.matrix(rows: readout.rows, columns: width)
    var first = 0
    while first < sentences.count {
      let list = candidates.lists[Int(sentences[first])]
      var end = first + 1
      while end < sentences.count, sentences[end] == sentences[first] { end += 1 }
      let own = result.rows(first..<end)
      let scores = own.columns(0..<list.count)
      list.withUnsafeBufferPointer {
        tape.kernels.product(readout.rows(first..<end), rows, ids: $0, bias: bias, into: scores)
      }
      tape.kernels.logSoftmax(scores)
      own.columns(list.count..<width).fill(-.infinity)
      first = end
    }
    return result
  }
}
