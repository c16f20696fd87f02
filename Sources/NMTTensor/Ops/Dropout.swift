package import NMTKernels
import NMTSystem

/// Source of the masks of one forward pass: a pure function of (seed, update, replica, place in the pass).
///
/// Passed `inout`, since every mask takes the next stream; nil for no dropout: validation and translation.
package struct DropoutContext: Sendable {
  private let key: UInt64
  private var stream: UInt64 = 0

  /// - Parameters:
  ///   - seed: seed of the training.
  ///   - update: number of the update.
  ///   - pass: number of the pass within the update.
  ///   - replica: number of the worker, over all ranks.
  package init(seed: UInt64, update: Int, pass: Int = 0, replica: Int) {
    var generator = RandomGenerator(seed: seed, name: "dropout \(update) \(pass) \(replica)")
    key = generator.next()
  }

  fileprivate mutating func nextStream() -> (seed: UInt64, stream: UInt64) {
    defer { stream += 1 }
    return (key, stream)
  }
}

/// Which units share a mask.
public enum DropoutKind: String, Codable, Sendable, CaseIterable {
  /// A separate mask for each unit (Srivastava et al. 2014).
  case plain
  /// One mask per sentence, shared by all its steps (Gal & Ghahramani 2016).
  case variational
}

extension Tape {
  /// y = x ⊙ mask, where the mask of a unit is 0 with probability `rate`, else 1 / (1 − rate). Returns x itself if
  /// nothing is dropped.
  ///
  /// - Parameters:
  ///   - x: `[R, D]`.
  ///   - layout: layout of the rows, for the variational kind.
  package func dropout(
    _ x: Tensor, rate: Float, kind: DropoutKind, layout: SequenceLayout, context: inout DropoutContext?
  ) -> Tensor {
    guard rate > 0, let (seed, stream) = context?.nextStream() else { return x }
    switch kind {
    case .plain:
      return multiply(x, mask: mask(rows: x.rows, columns: x.columns, rate, seed, stream))
    case .variational:
      precondition(x.rows == layout.rowCount, "dropout: x \(x.shape), layout of \(layout.rowCount) rows")
      let masks = mask(rows: layout.sentenceCount, columns: x.columns, rate, seed, stream)
      let rowMasks = matrix(rows: x.rows, columns: x.columns)
      kernels.gather(masks, arena.copy(layout.sentenceOfRow), into: rowMasks)
      return multiply(x, mask: rowMasks)
    }
  }

  /// Dropout in the memory of x. Keeps neither a second matrix nor the mask, since the mask can be recomputed. Requires
  /// that the op that produced x does not read its values in the backward pass, as with embeddings and recurrent
  /// layers.
  ///
  /// - Parameter x: `[R, D]`, without gaps between rows.
  package func dropout(
    overwriting x: Tensor, rate: Float, kind: DropoutKind, layout: SequenceLayout, context: inout DropoutContext?
  ) -> Tensor {
    guard kind == .plain else { return dropout(x, rate: rate, kind: kind, layout: layout, context: &context) }
    guard rate > 0, let (seed, stream) = context?.nextStream() else { return x }
    precondition(x.values.isContiguous, "dropout: x \(x.shape) is part of a wider matrix")
    kernels.dropout(x.values.base, count: x.values.count, rate: rate, seed: seed, stream: stream)
    record { tape in
      guard let dx = x.gradient else { return }
      tape.kernels.dropout(dx.base, count: dx.count, rate: rate, seed: seed, stream: stream)
    }
    return x
  }

  /// A mask `[rows, columns]` to share between steps; nil if nothing is dropped.
  package func dropoutMask(rows: Int, columns: Int, rate: Float, context: inout DropoutContext?) -> Matrix? {
    guard rate > 0, let (seed, stream) = context?.nextStream() else { return nil }
    return mask(rows: rows, columns: columns, rate, seed, stream)
  }

  /// Drops whole words: a row becomes zero with probability `rate`, else it is scaled by 1 / (1 − rate) (Gal &
  /// Ghahramani 2016, section 4.2; Sennrich et al. 2016, "Edinburgh", section 2.4).
  ///
  /// - Parameter x: `[R, D]`.
  package func wordDropout(_ x: Tensor, rate: Float, context: inout DropoutContext?) -> Tensor {
    guard rate > 0, let (seed, stream) = context?.nextStream() else { return x }
    let rowMask = arena.floats(x.rows)
    kernels.dropoutMask(into: rowMask, count: x.rows, rate: rate, seed: seed, stream: stream)
    let mask = matrix(rows: x.rows, columns: x.columns)
    for r in 0..<x.rows { mask.row(r).update(repeating: rowMask[r], count: x.columns) }
    return multiply(x, mask: mask)
  }

  private func mask(rows: Int, columns: Int, _ rate: Float, _ seed: UInt64, _ stream: UInt64) -> Matrix {
    let mask = matrix(rows: rows, columns: columns)
    kernels.dropoutMask(into: mask.base, count: mask.count, rate: rate, seed: seed, stream: stream)
    return mask
  }

  /// y = x ⊙ mask with a constant mask, both `[N, D]`.
  package func multiply(_ x: Tensor, mask: Matrix) -> Tensor {
    precondition(x.rows == mask.rows && x.columns == mask.columns, "multiply: \(x.shape) by mask \(mask.shape)")
    let y = tensor(rows: x.rows, columns: x.columns)
    x.values.forEachPiece(mask) { from, to, n in
      kernels.multiply(x.values.base + from, mask.base + to, into: y.values.base + to, count: n, accumulate: false)
    }
    record { tape in
      guard let dy = y.gradient, let dx = x.gradient else { return }
      dx.forEachPiece(dy) { to, from, n in
        tape.kernels.multiply(dy.base + from, mask.base + from, into: dx.base + to, count: n, accumulate: true)
      }
    }
    return y
  }
}
