import NMTKernels
import NMTLayers
import NMTSystem
import NMTTensor

/// The decoder's first layer reads a word through its embedding and one product, W·x + b, which depend on the word alone:
/// they are kept for the words that were met lately, in bounded memory. A row's bits are those of the product.
///
/// One belongs to one thread.
final class TokenProjections {
  private var block: FloatBlock?
  /// `[slots, G]`.
  private var kept: Matrix?
  /// Place of each word, −1 for none.
  private var slots: [Int32] = []
  /// The words that have one, by place.
  private var words: [Int32] = []
  /// Version of the weights that the rows were made of.
  private var version = 0

  /// Pre-activations `[N, G]` of each row's word, in the tape's memory.
  func rows(of tokens: [Int32], _ model: Seq2SeqModel, on tape: Tape) -> Tensor {
    prepare(model)
    guard let kept, keep(tokens, model, in: kept, on: tape) else { return model.project(tokens, on: tape) }
    let result = tape.tensor(rows: tokens.count, columns: kept.columns)
    let places = tape.arena.copy(tokens.map { slots[Int($0)] })
    tape.kernels.gather(kept, places, into: result.values)
    return result
  }

  /// Takes the memory.
  ///
  /// - Throws: a `Failure(.operatingSystem)` where the system does not give it.
  func reserve(_ model: Seq2SeqModel) throws(Failure) {
    guard kept == nil else { return }
    let (capacity, width) = model.keptProjections
    take(try FloatBlock(reserving: capacity * width), rows: capacity, columns: width, model)
  }

  private func take(_ block: FloatBlock, rows: Int, columns: Int, _ model: Seq2SeqModel) {
    kept = Matrix(block.base, rows: rows, columns: columns)
    self.block = block
    slots = [Int32](repeating: -1, count: model.options.targetVocabulary)
  }

  /// Takes memory at first, forgets everything where the weights have changed.
  private func prepare(_ model: Seq2SeqModel) {
    if kept == nil {
      let (capacity, width) = model.keptProjections
      take(FloatBlock(count: capacity * width), rows: capacity, columns: width, model)
    }
    if version != model.parameters.version {
      forget()
      version = model.parameters.version
    }
  }

  /// Gives every word a place; false where there are more words than places.
  private func keep(_ tokens: [Int32], _ model: Seq2SeqModel, in kept: Matrix, on tape: Tape) -> Bool {
    if !assign(tokens, of: kept.rows) {
      forget()
      guard assign(tokens, of: kept.rows) else {
        forget()
        return false
      }
    }
    guard computed < words.count else { return true }
    let made = model.project(Array(words[computed...]), on: tape)
    kept.rows(computed..<words.count).copy(from: made.values)
    computed = words.count
    return true
  }

  /// Words whose rows are there; those behind them have a place and no row yet.
  private var computed = 0

  private func assign(_ tokens: [Int32], of capacity: Int) -> Bool {
    for token in tokens where slots[Int(token)] < 0 {
      guard words.count < capacity else { return false }
      slots[Int(token)] = Int32(words.count)
      words.append(token)
    }
    return true
  }

  private func forget() {
    for word in words { slots[Int(word)] = -1 }
    words.removeAll(keepingCapacity: true)
    computed = 0
  }
}

extension Seq2SeqModel {
  /// Words whose projections a workspace keeps, in 16 MiB at most, and their width.
  fileprivate var keptProjections: (words: Int, width: Int) {
    let width = decoder.stack.cells[0][0].projectedWidth
    return (min(options.targetVocabulary, max(1, (16 << 20) / (4 * width))), width)
  }

  /// Bytes of them.
  package var keptProjectionBytes: Int { 4 * keptProjections.words * keptProjections.width }

  /// The decoder's first pre-activations of words, `[N, G]`.
  fileprivate func project(_ tokens: [Int32], on tape: Tape) -> Tensor {
    let scale = options.scaleEmbeddings ? Float(options.embedding).squareRoot() : 1
    return decoder.stack.cells[0][0].project(tape.embedding(targetEmbedding, tokens, scale: scale), on: tape)
  }
}
