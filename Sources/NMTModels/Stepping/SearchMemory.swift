import NMTKernels
import NMTSystem

/// Memory that a search with a model takes, as a function of its sizes. Found without arithmetic by running a few small
/// searches of the model on `DryKernels`.
package struct SearchMemory: Sendable {
  /// Bytes of an encoder run: a base, plus bytes per source position.
  private let encoding: (base: Int, position: Int)
  /// Bytes of a step: a base, plus bytes per row, plus bytes per row and source position.
  private let step: (base: Int, row: Int, weight: Int)
  /// Bytes that outlive a step, per source position and per row.
  private let kept: (position: Int, row: Int)

  package init(_ model: Seq2SeqModel) {
    let (short, long) = (1, 33)
    let (one, nine) = (1, 9)
    let a = Self.peaks(model, length: short, rows: one)
    let b = Self.peaks(model, length: long, rows: one)
    let c = Self.peaks(model, length: short, rows: nine)
    let d = Self.peaks(model, length: long, rows: nine)
    func slope(_ small: Int, _ large: Int, _ count: Int) -> Int { max(0, (large - small + count - 1) / count) }
    let weight = slope(slope(a.step, b.step, long - short), slope(c.step, d.step, long - short), nine - one)
    encoding = (a.encoding, slope(a.encoding, b.encoding, long - short))
    step = (max(a.step, b.step), max(slope(a.step, c.step, nine - one), slope(b.step, d.step, nine - one)), weight)
    let options = model.options
    let float = MemoryLayout<Float>.stride
    kept = (2 * float * (options.encoderWidth + options.decoderWidth), 3 * float * model.stateColumns)
  }

  /// Bytes of the workspace of a search.
  ///
  /// - Parameters:
  ///   - positions: source subwords, including end marks, of the sentences searched together.
  ///   - rows: live hypotheses of a step.
  ///   - longest: positions of the longest sentence.
  package func workspaceBytes(positions: Int, rows: Int, longest: Int) -> Int {
    let encoding = encoding.base + positions * encoding.position
    let step = step.base + rows * (step.row + longest * step.weight)
    // Allocations are aligned, which takes a few more bytes each.
    return max(encoding, step) / 20 * 21 + (64 << 10)
  }

  /// Bytes of states and encoded sentences.
  package func keptBytes(positions: Int, rows: Int) -> Int { positions * kept.position + rows * kept.row }

  /// Peaks of the workspace for encoding one sentence and for a step of `rows` hypotheses.
  private static func peaks(_ model: Seq2SeqModel, length: Int, rows: Int) -> (encoding: Int, step: Int) {
    let encoder = Workspace(model, kernels: DryKernels())
    let encoded = model.encode(sources: [[Int32](repeating: SpecialToken.unknown, count: length)], in: encoder)
    let stepping = Workspace(model, kernels: DryKernels())
    var state = model.startState(encoded).selecting(rows: [Int](repeating: 0, count: rows))
    _ = model.step(
      tokens: [Int32](repeating: SpecialToken.begin, count: rows), state: &state, encoded: encoded, workspace: stepping)
    return (encoder.peakBytes, stepping.peakBytes)
  }
}
