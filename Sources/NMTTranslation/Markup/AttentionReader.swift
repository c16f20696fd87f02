import NMTSearch
import NMTText

/// What the ink of a piece's translation attended to.
struct AttentionReader {
  private let hypothesis: Hypothesis
  private let sourceCount: Int
  /// Ink of the text before each target subword.
  private let starts: [Double]
  private let ink: Int

  /// - Parameter ink: The text's ink.
  init(_ source: [Int32], _ hypothesis: Hypothesis, ink: Int, pipeline: TextPipeline) {
    self.hypothesis = hypothesis
    self.ink = ink
    sourceCount = source.count
    var starts = [0.0]
    for token in hypothesis.tokens { starts.append(starts.last! + Double(surfaceInk(pipeline.targetSurface(token)))) }
    let scale = starts.last! > 0 ? Double(ink) / starts.last! : 1
    self.starts = starts.map { $0 * scale }
  }

  /// The end of sentence's share is the last subword's. Without attention, what stands as far into the source.
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
