import Foundation
import NMTSearch
import NMTSystem

/// All that comes with a translated line, as one JSON object.
struct TranslationRecord: Encodable {
  /// One of several translations.
  struct Candidate: Encodable {
    let translation: String
    let score: Float?
    let logProbability: Float?
    let words: [TranslatedWord]
    let subwords: [String]
    let subwordLogProbabilities: [Float]
    /// Pharaoh pairs `source-target` of subwords, counted from 0.
    let alignment: String
    let wordAlignment: String
    let attention: AttentionRows?
    let wordAttention: [[Float]]?

    init(_ candidate: TranslationCandidate, of translation: Translation, attention: Bool) {
      self.translation = candidate.text
      score = finite(candidate.score)
      logProbability = finite(candidate.logProbability)
      words = candidate.words.map { TranslatedWord(text: $0.text, logProbability: finite($0.logProbability) ?? -1e30) }
      subwords = candidate.pieces
      subwordLogProbabilities = candidate.tokenLogProbabilities.map { finite($0) ?? -1e30 }
      alignment = pharaoh(candidate.alignment)
      wordAlignment = pharaoh(candidate.wordAlignment(sourcePieces: translation.sourcePieces))
      self.attention = attention ? candidate.attention : nil
      wordAttention = attention ? candidate.wordAttention(sourcePieces: translation.sourcePieces) : nil
    }
  }

  let source: String
  let sourceSubwords: [String]
  let best: Candidate
  /// The best one among them; only where several were asked for.
  let nBest: [Candidate]?
  /// Only where something was suspicious.
  let guardReport: GuardReport?

  /// Attention weights of subwords that a record may hold. A line in pieces has as many as target times source subwords;
  /// a book in one line would have more than any memory.
  private static let weightLimit = 1 << 22

  /// - Parameter attention: whether the weights are wanted; a line that has too many comes without.
  init(_ translation: Translation, nBest: Bool, attention: Bool) {
    source = translation.source
    sourceSubwords = translation.sourcePieces
    let rows = (nBest ? translation.candidates : [translation.candidates[0]]).reduce(0) { $0 + $1.attention.count }
    let attention = attention && rows * sourceSubwords.count <= Self.weightLimit
    let candidates = translation.candidates.map { Candidate($0, of: translation, attention: attention) }
    best = candidates[0]
    self.nBest = nBest ? candidates : nil
    guardReport = translation.guardReport
  }

  private enum CodingKeys: String, CodingKey {
    case source, sourceSubwords, nBest
    case guardReport = "guard"
  }

  func encode(to encoder: any Encoder) throws {
    try best.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(source, forKey: .source)
    try container.encode(sourceSubwords, forKey: .sourceSubwords)
    try container.encodeIfPresent(nBest, forKey: .nBest)
    try container.encodeIfPresent(guardReport, forKey: .guardReport)
  }

  /// One line.
  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// JSON has no infinity and no NaN.
private func finite(_ value: Float) -> Float? { value.isFinite ? value : nil }

/// `source-target` pairs with a space between them.
func pharaoh(_ pairs: [AlignedPair]) -> String {
  pairs.map { "\($0.source)-\($0.target)" }.joined(separator: " ")
}
