import NMTSystem
import NMTText

/// Scores given translations: one result line per pair, in order.
///
/// Holds at most `window` pairs in memory, and no more once they reach 4 MiB. Unreadable input, or a pair with more
/// than `Translator.scoredLengthLimit` subwords on a side, ends the run after the pairs before it have been scored.
package struct ForcedScoringRun: Sendable {
  package var frame: RunFrame
  /// Path of the file with targets for the input's lines; nil if each input line is source, tab, target.
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

  /// Runs until all pairs are scored.
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
