import NMTSystem
package import NMTText

/// First pass: counts the pairs, then draws the sample that the subword model is trained on.
package struct SubwordSample {
  package var inputs: [PairInput]
  package var options: TextPipelineOptions
  package var isQuiet: Bool
  /// Pairs with a side longer than this, in bytes, are drawn but not learned from.
  private static let longestLine = 1 << 16

  package init(inputs: [PairInput], options: TextPipelineOptions, isQuiet: Bool) {
    self.inputs = inputs
    self.options = options
    self.isQuiet = isQuiet
  }

  /// Reads every input to its end, so that unreadable or unequal files are reported before the work begins.
  package func countPairs() throws -> Int {
    let progress = Progress("counting", unit: "pairs", isQuiet: isQuiet)
    let reader = PairReader(inputs)
    while let chunk = try reader.nextChunk() { progress.advance(by: chunk.count) }
    progress.finish()
    return reader.count
  }

  /// Draws `options.sampleLines` out of `total` pairs, each with equal probability (Knuth, The Art of Computer
  /// Programming 2, section 3.4.2, algorithm S), so that only drawn pairs are decoded and normalized. Replaces invalid
  /// UTF-8.
  package func draw(total: Int) throws -> PipelineSample {
    let progress = Progress("sampling", unit: "pairs", total: total, isQuiet: isQuiet)
    let reader = PairReader(inputs)
    var sample = try PipelineSample(options: options)
    var generator = SplitMix64(seed: options.seed)
    var (seen, taken) = (0, 0)
    while taken < options.sampleLines, let chunk = try reader.nextChunk() {
      for pair in chunk where seen < total {
        let isTaken = generator.next(below: UInt64(total - seen)) < UInt64(max(0, options.sampleLines - taken))
        seen += 1
        guard isTaken else { continue }
        taken += 1
        // The sample would keep only the first 4 KiB of the line: not worth normalizing a huge one.
        guard max(pair.source.count, pair.target.count) <= Self.longestLine else { continue }
        sample.add(String(decoding: pair.source, as: UTF8.self), .source)
        sample.add(String(decoding: pair.target, as: UTF8.self), .target)
      }
      progress.advance(by: chunk.count)
    }
    return sample
  }
}
