import Foundation

/// Output format of translations, one line each.
///
/// | asked for | line |
/// |---|---|
/// | nothing | the text |
/// | scores, alignment | text, score, alignment separated by tabs |
/// | n-best lists | `line ‖ text ‖ log-probability ‖ score ‖ alignment` as Moses has them, with `\|\|\|` for ‖, lines from 0 |
/// | json | a JSON object: source, translation, scores of sentence, words and subwords, alignments, n-best list |
///
/// Alignments are Pharaoh pairs `source-target`, counted from 0.
package struct TranslationFormat: Sendable, Equatable {
  package enum AlignmentLevel: String, Sendable, CaseIterable {
    case subword
    /// A word: text between two spaces.
    case word
  }

  package var scores: Bool
  /// Whether to write alignments; the translator must include them (`TranslationOptions.includesAlignment`).
  package var alignment: Bool
  package var alignmentLevel: AlignmentLevel
  package var nBest: Bool
  package var json: Bool
  /// Whether JSON includes all attention weights.
  package var attention: Bool

  package init(
    scores: Bool = false, alignment: Bool = false, alignmentLevel: AlignmentLevel = .subword, nBest: Bool = false,
    json: Bool = false, attention: Bool = false
  ) {
    self.scores = scores
    self.alignment = alignment
    self.alignmentLevel = alignmentLevel
    self.nBest = nBest
    self.json = json
    self.attention = attention
  }

  /// The output lines of one translation: one, or one per candidate in n-best lists.
  ///
  /// - Parameter index: index of the input line, from 0.
  package func lines(_ translation: Translation, index: Int) throws -> [String] {
    if json { return [try TranslationRecord(translation, nBest: nBest, attention: attention).line()] }
    guard nBest else { return [columns(translation.candidates[0], translation).joined(separator: "\t")] }
    return translation.candidates.map { candidate in
      var fields = ["\(index)", candidate.text, decimal(candidate.logProbability), decimal(candidate.score)]
      if alignment { fields.append(pairs(candidate, translation)) }
      return fields.joined(separator: " ||| ")
    }
  }

  private func columns(_ candidate: TranslationCandidate, _ translation: Translation) -> [String] {
    var fields = [candidate.text]
    if scores { fields.append(decimal(candidate.score)) }
    if alignment { fields.append(pairs(candidate, translation)) }
    return fields
  }

  private func pairs(_ candidate: TranslationCandidate, _ translation: Translation) -> String {
    pharaoh(
      alignmentLevel == .word
        ? candidate.wordAlignment(sourcePieces: translation.sourcePieces) : candidate.alignment)
  }

  private func decimal(_ value: Float) -> String { String(format: "%.6f", value) }
}

/// Output format of forced scores, one line per pair: score and number of target subwords (including EOS), or source
/// ids, target ids and score, separated by tabs. The score is the log-probability, or its length-normalized form.
package struct ForcedScoreFormat: Sendable, Equatable {
  package var ids: Bool
  package var isNormalized: Bool

  package init(ids: Bool = false, isNormalized: Bool = false) {
    self.ids = ids
    self.isNormalized = isNormalized
  }

  package func line(_ score: ForcedScore) -> String {
    let total = String(format: "%.6f", isNormalized ? score.normalized : score.logProbability)
    guard ids else { return "\(total)\t\(score.tokenLogProbabilities.count)" }
    let columns = [score.sourceTokens, score.targetTokens].map { $0.map(String.init).joined(separator: " ") }
    return "\(columns[0])\t\(columns[1])\t\(total)"
  }
}
