import NMTKernels
import NMTLayers
import NMTSystem
import NMTTensor

/// A cache of W·x + b, the decoder's first product, which depends only on the word. Keeps the projections of recently
/// used words in bounded memory; a cached row has exactly the bits of the product.
///
/// Each instance belongs to one thread.
/// One belongs to one thread.
final class TokenProjections {
  private var block: FloatBlock?
  /// `[slots, G]`.
  private var kept: Matrix?
  /// Slot of each word, −1 for none.
  private var slots: [Int32] = []
  /// The word in each slot.
  private var words: [Int32] = []
  /// Version of the weights from which the rows were computed.
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

  /// Allocates the memory.
  ///
  /// - Throws: `Failure(.operatingSystem)` if the system refuses.
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

  /// Allocates memory on first use and discards everything if the weights have changed.
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

  /// Assigns a slot to every word; returns false if there are more words than slots.
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

  /// Number of words with computed rows; later words have a slot but no row yet.
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
  /// Number of words whose projections a workspace keeps, in at most 16 MiB, and their width.
  fileprivate var keptProjections: (words: Int, width: Int) {
    let width = decoder.stack.cells[0][0].projectedWidth
    return (min(options.targetVocabulary, max(1, (16 << 20) / (4 * width))), width)
  }

  /// Bytes of the kept projections.
  package var keptProjectionBytes: Int { 4 * keptProjections.words * keptProjections.width }

  /// The decoder's first pre-activations of words, `[N, G]`.
  fileprivate func project(_ tokens: [Int32], on tape: Tape) -> Tensor {
    let scale = options.scaleEmbeddings ? Float(options.embedding).squareRoot() : 1
    return decoder.stack.cells[0][0].project(tape.embedding(targetEmbedding, tokens, scale: scale), on: tape)
  }
}
