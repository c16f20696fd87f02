import Foundation

/// Tables and example sentences as text, to follow the scores.
struct AnalysisText {
  private let results: ScoreResults
  private let format: ScoreFormat

  init(_ results: ScoreResults, _ format: ScoreFormat) {
    self.results = results
    self.format = format
  }

  var lines: [String] {
    var lines = [String]()
    if let ngrams = results.ngrams { lines += titled("N-gram precisions of BLEU", table(ngrams)) }
    if let lengths = results.lengths {
      for (index, metric) in results.metrics.enumerated() {
        lines += titled("\(metric.name) by words of the reference", table(lengths, index))
      }
    }
    if let frequencies = results.frequencies {
      lines += titled("F1 of words by their frequency in the \(frequencies.origin)", table(frequencies))
    }
    for difference in results.differences { lines += text(difference) }
    return lines
  }

  private func titled(_ title: String, _ table: TextTable) -> [String] {
    ["", Color.cyan(title, format.isColored)] + (format.kind == .latex ? table.latex : table.ruled)
  }

  private func table(_ header: [String], _ rows: [[String]]) -> TextTable {
    TextTable(header: header.map { TextTable.Cell($0) }, rows: rows.map { $0.map { TextTable.Cell($0) } })
  }

  private func number(_ value: Double) -> String { ScoreReport.decimal(value, format.width) }

  private func table(_ ngrams: [BLEUScore]) -> TextTable {
    let orders = ngrams[0].precisions.indices
    let header = ["System", "BLEU"] + orders.map { "\($0 + 1)-grams" } + ["brevity", "length"]
    let rows = zip(results.systems, ngrams).map { system, score in
      [system, number(score.value)] + orders.map { number(score.precisions[$0]) }
        + [ScoreReport.decimal(score.brevityPenalty, 3), ScoreReport.decimal(score.lengthRatio, 3)]
    }
    return table(header, rows)
  }

  private func table(_ lengths: LengthTable, _ metric: Int) -> TextTable {
    table(
      ["Words", "segments"] + results.systems,
      lengths.groups.map { [$0.name, String($0.segments)] + $0.scores[metric].map(number) })
  }

  private func table(_ frequencies: FrequencyTable) -> TextTable {
    table(
      ["Frequency", "different words"] + results.systems,
      frequencies.groups.map { [$0.name, String($0.types)] + $0.systems.map { number($0.f1) } })
  }

  // MARK: Sentences

  private func text(_ difference: SystemDifferences) -> [String] {
    let counts = difference.counts
    var lines = ["", Color.cyan("\(difference.system) against \(difference.baseline)", format.isColored)]
    lines.append(
      "\(difference.metric) of single sentences: \(counts.better) better, \(counts.worse) worse, \(counts.same) the same"
    )
    for (title, sentences) in [("Most improved", difference.better), ("Most degraded", difference.worse)]
    where !sentences.isEmpty {
      lines += ["", "\(title):"]
      for sentence in sentences { lines += text(sentence) }
    }
    return lines
  }

  private func text(_ sentence: MovedSentence) -> [String] {
    let words = WordDifference(sentence.baseline, sentence.hypothesis)
    let scores = "\(number(sentence.baselineScore)) → \(number(sentence.score))"
    var lines = ["  line \(sentence.line): \(scores)"]
    if !sentence.source.isEmpty { lines.append("    source     \(visible(sentence.source))") }
    lines.append("    reference  \(visible(sentence.reference))")
    lines.append("    baseline   \(marked(words.old, "[-", "-]", .red))")
    lines.append("    system     \(marked(words.new, "{+", "+}", .green))")
    return lines
  }

  /// Words, with those that only one side has in color, or between wdiff's marks if there are no colors.
  private func marked(_ runs: [WordDifference.Run], _ open: String, _ close: String, _ color: Color) -> String {
    runs.map { run in
      let text = visible(run.text)
      if run.isCommon { return text }
      return format.isColored ? color(text, true) : open + text + close
    }.joined(separator: " ")
  }

  /// Replaces control characters, which could command the terminal.
  private func visible(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }))
  }
}
