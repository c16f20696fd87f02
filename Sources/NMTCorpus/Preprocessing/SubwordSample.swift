import NMTSystem
package import NMTText

/// The first pass: counts the pairs, then draws the sample that the subword model is trained on.
package struct SubwordSample {
  package var inputs: [PairInput]
  package var options: TextPipelineOptions
  package var isQuiet: Bool
  /// A pair with a longer side, in bytes, is drawn but not learned from.
  private static let longestLine = 1 << 16

  package init(inputs: [PairInput], options: TextPipelineOptions, isQuiet: Bool) {
    self.inputs = inputs
    self.options = options
    self.isQuiet = isQuiet
  }

  /// Reads every input to its end: unequal files and unreadable ones are noticed before the work begins.
  package func countPairs() throws -> Int {
    let progress = Progress("counting", unit: "pairs", isQuiet: isQuiet)
    let reader = PairReader(inputs)
    while let chunk = try reader.nextChunk() { progress.advance(by: chunk.count) }
    progress.finish()
    return reader.count
  }

  /// `options.sampleLines` out of `total` pairs, each with the same chance (Knuth, The Art of Computer Programming 2,
  /// section 3.4.2, algorithm S): so only what is drawn is decoded and normalized. What is not UTF-8 is replaced.
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
        // A sample of the first 4 KiB is all that would be kept of a line: a huge one is not worth normalizing.
        guard max(pair.source.count, pair.target.count) <= Self.longestLine else { continue }
        sample.add(String(decoding: pair.source, as: UTF8.self), .source)
        sample.add(String(decoding: pair.target, as: UTF8.self), .target)
      }
      progress.advance(by: chunk.count)
    }
    return sample
  }
}
