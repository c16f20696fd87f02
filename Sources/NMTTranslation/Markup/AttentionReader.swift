import NMTSearch
import NMTText

/// Attention for ranges of a piece's translation, addressed by ink (see `SourceInk`).
struct AttentionReader {
  private let hypothesis: Hypothesis
  private let sourceCount: Int
  /// Amount of ink before each target subword.
  private let starts: [Double]
  private let ink: Int

  /// - Parameter ink: amount of ink in the text.
  init(_ source: [Int32], _ hypothesis: Hypothesis, ink: Int, pipeline: TextPipeline) {
    self.hypothesis = hypothesis
    self.ink = ink
    sourceCount = source.count
    var starts = [0.0]
    for token in hypothesis.tokens { starts.append(starts.last! + Double(surfaceInk(pipeline.targetSurface(token)))) }
    let scale = starts.last! > 0 ? Double(ink) / starts.last! : 1
    self.starts = starts.map { $0 * scale }
  }

  /// Attention weights of a range of ink. EOS's weight is added to the last subword. Without attention, all weight is
  /// on the source subword at the same relative position.
  func attention(of range: Range<Int>) -> [Float] {
    var row = [Float](repeating: 0, count: sourceCount)
    guard sourceCount > 0 else { return row }
    for token in hypothesis.tokens.indices {
      let overlap = min(starts[token + 1], Double(range.upperBound)) - max(starts[token], Double(range.lowerBound))
      guard overlap > 0, let weights = hypothesis.attention(of: token) else { continue }
      for (position, weight) in weights.enumerated() where weight.isFinite {
        row[min(position, sourceCount - 1)] += weight * Float(overlap)
      }
    }
    let sum = row.reduce(0, +)
    if sum > 0 { return row.map { $0 / sum } }
    let middle = Double(range.lowerBound + range.upperBound) / 2 / Double(max(1, ink))
    row[min(sourceCount - 1, Int(middle * Double(sourceCount)))] = 1
    return row
  }
}
