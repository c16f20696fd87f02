import NMTKernels
import NMTTensor

/// The output layer for some target words: those that the sentences of a batch may use (see `Seq2SeqModel.encode`).
///
/// A column that was picked once stays, so that sentences which join a batch cost only the words that are new; when more
/// than half of the columns are not needed any more, all are picked anew.
final class OutputSelection {
  private let weight: any ColumnSelection
  private let allBias: UnsafePointer<Float>
  /// Column of each word, −1 for none.
  private var columns: [Int32]
  /// Words of the columns.
  private var words: [Int32] = []
  private var bias: [Float] = []
  /// The batch that is covered.
  private var covered: CandidateLists?

  init(_ weight: any PackedWeight, bias: UnsafePointer<Float>) {
    self.weight = weight.makeSelection()
    allBias = bias
    columns = [Int32](repeating: -1, count: weight.columns)
  }

  /// Makes sure that every word of the lists has a column.
  private func cover(_ lists: CandidateLists) {
    guard covered !== lists else { return }
    covered = lists
    if !words.isEmpty, words.count > 2 * lists.distinctCount(of: columns.count) { removeAll() }
    var new: [Int32] = []
    for list in lists.lists {
      for word in list where columns[Int(word)] < 0 {
        columns[Int(word)] = Int32(words.count + new.count)
        new.append(word)
      }
    }
    weight.append(columns: new)
    words += new
    bias += new.map { allBias[Int($0)] }
  }

  private func removeAll() {
    for word in words { columns[Int(word)] = -1 }
    words.removeAll(keepingCapacity: true)
    bias.removeAll(keepingCapacity: true)
    weight.removeColumns()
  }

  /// Log-probabilities `[N, V]` of readouts `[N, D]`: each row over the words of its own sentence, −∞ for all others. So a
  /// row does not depend on the sentences beside it.
  func logProbabilities(_ readout: Matrix, sentences: [Int32], _ lists: CandidateLists, on tape: Tape) -> Matrix {
    cover(lists)
    let logits = tape.matrix(rows: readout.rows, columns: words.count)
    tape.kernels.product(readout, weight, into: logits, accumulate: false)
    bias.withUnsafeBufferPointer { tape.kernels.addBias($0.baseAddress!, to: logits) }
    let result = tape.matrix(rows: readout.rows, columns: columns.count)
    result.fill(-.infinity)
    let room = tape.matrix(rows: 1, columns: words.count)
    for (row, sentence) in sentences.enumerated() {
      let list = lists.lists[Int(sentence)]
      let own = Matrix(room.base, rows: 1, columns: list.count)
      let (from, to) = (logits.row(row), result.row(row))
      for (place, word) in list.enumerated() { own.base[place] = from[Int(columns[Int(word)])] }
      tape.kernels.logSoftmax(own)
      for (place, word) in list.enumerated() { to[Int(word)] = own.base[place] }
    }
    return result
  }
}

/// The target words that each sentence of a batch may use: ascending, at least one.
final class CandidateLists: Sendable {
  let lists: [[Int32]]

  init(_ lists: [[Int32]]) { self.lists = lists }

  /// How many words of a vocabulary stand in any list.
  func distinctCount(of vocabulary: Int) -> Int {
    var isMember = [Bool](repeating: false, count: vocabulary)
    for list in lists { for word in list { isMember[Int(word)] = true } }
    return isMember.reduce(0) { $0 + ($1 ? 1 : 0) }
  }
}
