import NMTSystem
import NMTText

/// Scores given translations: one line of result a pair, in order.
///
/// At most `window` pairs are in memory, and no more once they have 4 MiB. What cannot be read ends the run when the pairs
/// before it have been scored; so does a pair of which a side has more than `Translator.scoredLengthLimit` subwords.
package struct ForcedScoringRun: Sendable {
  package var frame: RunFrame
  /// File with the targets of the input's lines; nil where the input's lines are source, tab, target.
  package var targets: String?
  package var format: ForcedScoreFormat
  /// Most pairs in memory.
  package var window: Int

  package init(
    _ frame: RunFrame, targets: String? = nil, format: ForcedScoreFormat = ForcedScoreFormat(), window: Int = 512
  ) {
    self.frame = frame
    self.targets = targets
    self.format = format
    self.window = window
  }

  /// Runs to the end of the pairs.
  package func run(_ translator: Translator) throws {
    let reader = try ScoredPairReader(frame.input, targets: targets, invalidUTF8: frame.invalidUTF8)
    try frame.run(reading: targets.map { [$0] } ?? [], counting: ("scored", "pairs")) {
      let block = try reader.next(limit: window)
      guard !block.isEmpty else { return nil }
      let found = try translator.scores(block.map { $0.text }, StopFlag())
      let failure = found.error.map { $0.failure.placed(at: block[$0.index].place) }
      return RunBlock(count: block.count, share: reader.share, failure: failure) { writer in
        for score in found.scores { try writer.write(line: format.line(score)) }
      }
    }
  }
}
