import Foundation
import NMTSystem

/// Readable summary of a run: a few lines on stderr.
struct PreprocessSummary {
  var manifest: Manifest
  var seconds: Double

  var lines: [String] {
    let counts = manifest.train.counts
    var lines = ["\(formatCount(counts.read)) pairs read, \(formatCount(counts.kept)) kept"]
    if counts.droppedTotal > 0 {
      lines.append("dropped \(formatCount(counts.droppedTotal)): \(counts.reasons)")
    }
    if counts.repairedUTF8 > 0 {
      lines.append("invalid UTF-8 replaced in \(formatCount(counts.repairedUTF8)) kept pairs")
    }
    if counts.notRemembered > 0 {
      lines.append(
        "\(formatCount(counts.notRemembered)) pairs were not remembered for finding duplicates: the table was full; raise --duplicate-capacity"
      )
    }
    lines.append("tokens: \(tokens(counts)); longest \(counts.longestSource) and \(counts.longestTarget)")
    if let sampled = manifest.train.sampled { lines.append(self.sampled(sampled, counts)) }
    if let validation = manifest.validation?.counts {
      let empty = validation.emptyKept > 0 ? ", \(formatCount(validation.emptyKept)) with an empty side" : ""
      lines.append("validation: \(formatCount(validation.kept)) pairs\(empty); tokens: \(tokens(validation))")
    }
    lines.append("vocabulary: \(vocabulary); \(formatDuration(seconds))")
    return lines
  }

  private func sampled(_ sampled: Manifest.Sampled, _ counts: PairCounts) -> String {
    let plain = Double(sampled.perPair * (counts.sourceTokens + counts.targetTokens))
    let ratio = String(format: "%.2f", Double(sampled.sourceTokens + sampled.targetTokens) / plain)
    let tooLong = sampled.tooLong > 0 ? "; \(formatCount(sampled.tooLong)) too long, left as they are" : ""
    return "sampled encodings: \(sampled.perPair) of each pair, \(ratio) times the plain tokens\(tooLong)"
  }

  private func tokens(_ counts: PairCounts) -> String {
    "\(formatCount(counts.sourceTokens)) source, \(formatCount(counts.targetTokens)) target"
  }

  private var vocabulary: String {
    let (source, target) = (formatCount(manifest.sourceVocabulary), formatCount(manifest.targetVocabulary))
    return manifest.isVocabularyShared ? "\(source) shared" : "\(source) source, \(target) target"
  }
}
