import Foundation
import NMTSearch
import NMTSystem

/// A translated line with all its details, as one JSON object.
struct TranslationRecord: Codable {
  /// One of several translations.
  struct Candidate: Codable {
    let translation: String
    let score: Float?
    let logProbability: Float?
    let words: [TranslatedWord]
    let subwords: [String]
    let ids: [Int32]
    let subwordLogProbabilities: [Float]
    /// Index of the word that contains each subword.
    let wordNumbers: [Int]
    /// Pharaoh pairs `source-target` of subwords, counted from 0.
    let alignment: String
    let wordAlignment: String
    let attention: AttentionRows?
    let wordAttention: [[Float]]?

    enum CodingKeys: String, CodingKey {
      case translation, score, words, subwords, ids, alignment, attention
      case logProbability = "log_probability"
      case subwordLogProbabilities = "subword_log_probabilities"
      case wordNumbers = "word_numbers"
      case wordAlignment = "word_alignment"
      case wordAttention = "word_attention"
    }

    init(_ candidate: TranslationCandidate, of translation: Translation, attention: Bool) {
      self.translation = candidate.text
      score = finite(candidate.score)
      logProbability = finite(candidate.logProbability)
      words = candidate.words.map { TranslatedWord(text: $0.text, logProbability: finite($0.logProbability) ?? -1e30) }
      subwords = candidate.pieces
      ids = candidate.tokens
      subwordLogProbabilities = candidate.tokenLogProbabilities.map { finite($0) ?? -1e30 }
      wordNumbers = candidate.wordNumbers
      alignment = pharaoh(candidate.alignment)
      wordAlignment = pharaoh(candidate.wordAlignment(sourcePieces: translation.sourcePieces))
      self.attention = attention ? candidate.attention : nil
      wordAttention = attention ? candidate.wordAttention(sourcePieces: translation.sourcePieces) : nil
    }
  }

  let source: String
  let sourceSubwords: [String]
  let sourceIDs: [Int32]
  /// `Translation.pieceCount`.
  let pieces: Int
  /// `Translation.cutSentenceCount`; absent if zero.
  let cutSentences: Int?
  /// Absent if no marks were copied.
  let marks: MarkCounts?
  let best: Candidate
  /// All candidates, including the best; absent unless several were requested.
  let nBest: [Candidate]?
  /// Absent if nothing was suspicious.
  let guardReport: GuardReport?

  /// Most attention weights in a record. A line has target × source subwords of them; a book in one line would exhaust
  /// any memory.
  private static let weightLimit = 1 << 22

  /// - Parameter attention: whether to include the weights; omitted for a line that has too many.
  init(_ translation: Translation, nBest: Bool, attention: Bool) {
    source = translation.source
    sourceSubwords = translation.sourcePieces
    sourceIDs = translation.sourceTokens
    pieces = translation.pieceCount
    cutSentences = translation.cutSentenceCount > 0 ? translation.cutSentenceCount : nil
    marks = translation.marks == MarkCounts() ? nil : translation.marks
    let rows = (nBest ? translation.candidates : [translation.candidates[0]]).reduce(0) { $0 + $1.attention.count }
    let attention = attention && rows * sourceSubwords.count <= Self.weightLimit
    let candidates = translation.candidates.map { Candidate($0, of: translation, attention: attention) }
    best = candidates[0]
    self.nBest = nBest ? candidates : nil
    guardReport = translation.guardReport
  }

  private enum CodingKeys: String, CodingKey {
    case source, pieces, marks
    case sourceSubwords = "source_subwords"
    case sourceIDs = "source_ids"
    case cutSentences = "cut_sentences"
    case nBest = "n_best"
    case guardReport = "guard"
  }

  func encode(to encoder: any Encoder) throws {
    try best.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(source, forKey: .source)
    try container.encode(sourceSubwords, forKey: .sourceSubwords)
    try container.encode(sourceIDs, forKey: .sourceIDs)
    try container.encode(pieces, forKey: .pieces)
    try container.encodeIfPresent(cutSentences, forKey: .cutSentences)
    try container.encodeIfPresent(marks, forKey: .marks)
    try container.encodeIfPresent(nBest, forKey: .nBest)
    try container.encodeIfPresent(guardReport, forKey: .guardReport)
  }

  init(from decoder: any Decoder) throws {
    best = try Candidate(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    source = try container.decode(String.self, forKey: .source)
    sourceSubwords = try container.decode([String].self, forKey: .sourceSubwords)
    sourceIDs = try container.decode([Int32].self, forKey: .sourceIDs)
    pieces = try container.decode(Int.self, forKey: .pieces)
    cutSentences = try container.decodeIfPresent(Int.self, forKey: .cutSentences)
    marks = try container.decodeIfPresent(MarkCounts.self, forKey: .marks)
    nBest = try container.decodeIfPresent([Candidate].self, forKey: .nBest)
    guardReport = try container.decodeIfPresent(GuardReport.self, forKey: .guardReport)
    for candidate in [best] + (nBest ?? []) { try check(candidate, decoder) }
  }

  /// Checks that all indices are in range.
  private func check(_ candidate: Candidate, _ decoder: any Decoder) throws {
    let rows = candidate.attention.map {
      $0.isEmpty || ($0.count == candidate.subwords.count && $0[0].count == sourceSubwords.count)
    }
    guard candidate.subwords.count == candidate.ids.count, candidate.wordNumbers.count == candidate.ids.count,
      candidate.wordNumbers.allSatisfy(candidate.words.indices.contains), sourceIDs.count == sourceSubwords.count,
      candidate.subwordLogProbabilities.count == candidate.ids.count, rows ?? true,
      alignedPairs(candidate.alignment)?.allSatisfy({
        sourceSubwords.indices.contains($0.source) && candidate.subwords.indices.contains($0.target)
      }) == true
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a translation whose parts disagree"))
    }
  }

  /// The record as one line of JSON.
  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// The JSON object written by `nmt-translate --json` for a line. Contains attention only if the translation does,
/// `n_best` only if there are several candidates.
extension Translation: Codable {
  public func encode(to encoder: any Encoder) throws {
    let attention = candidates.contains { !$0.attention.isEmpty }
    try TranslationRecord(self, nBest: candidates.count > 1, attention: attention).encode(to: encoder)
  }

  public init(from decoder: any Decoder) throws {
    let record = try TranslationRecord(from: decoder)
    let width = record.sourceSubwords.count
    candidates = (record.nBest ?? [record.best]).map { TranslationCandidate($0, sources: width) }
    guard !candidates.isEmpty else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "an empty n-best list"))
    }
    source = record.source
    sourceTokens = record.sourceIDs
    sourcePieces = record.sourceSubwords
    pieceCount = record.pieces
    cutSentenceCount = record.cutSentences ?? 0
    marks = record.marks ?? MarkCounts()
    guardReport = record.guardReport
  }
}

extension TranslationCandidate {
  fileprivate init(_ record: TranslationRecord.Candidate, sources: Int) {
    self.init(
      text: record.translation, score: record.score ?? -.infinity, logProbability: record.logProbability ?? -.infinity,
      tokens: record.ids, pieces: record.subwords, tokenLogProbabilities: record.subwordLogProbabilities,
      words: record.words, wordNumbers: record.wordNumbers, alignment: alignedPairs(record.alignment) ?? [],
      attention: record.attention ?? AttentionRows(width: sources))
  }
}

/// The value, or nil for infinity and NaN, which JSON does not have.
private func finite(_ value: Float) -> Float? { value.isFinite ? value : nil }

/// Pairs in the form `source-target`, separated by spaces.
func pharaoh(_ pairs: [AlignedPair]) -> String {
  pairs.map { "\($0.source)-\($0.target)" }.joined(separator: " ")
}

/// Parses the output of `pharaoh`; nil for anything else.
private func alignedPairs(_ text: String) -> [AlignedPair]? {
  var pairs: [AlignedPair] = []
  for pair in text.split(separator: " ") {
    let numbers = pair.split(separator: "-").map { Int($0) }
    guard numbers.count == 2, let source = numbers[0], let target = numbers[1] else { return nil }
    pairs.append(AlignedPair(source: source, target: target))
  }
  return pairs
}
