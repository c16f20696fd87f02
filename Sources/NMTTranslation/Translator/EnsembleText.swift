import NMTSystem
import NMTText

/// Throws if two pipelines differ in their ids: the models of an ensemble must use each id for the same text.
func requireSameText(_ first: TextPipeline, _ other: TextPipeline, at place: String, expected: String) throws {
  for side in TextSide.allCases {
    let (a, b) =
      side == .source
      ? (first.sourceVocabulary, other.sourceVocabulary) : (first.targetVocabulary, other.targetVocabulary)
    let difference = (0..<Int32(min(a.size, b.size))).first { a.bytes(of: $0) != b.bytes(of: $0) }
    guard a.size == b.size, difference == nil else {
      let what =
        difference.map { "id \($0) is '\(b.piece($0))', not '\(a.piece($0))'" } ?? "\(b.size) pieces, not \(a.size)"
      throw Failure(
        .badData, "the \(side.rawValue) vocabulary differs: \(what)", at: place, expected: "that of \(expected)",
        remedy: "an ensemble needs models trained on the same data directory")
    }
  }
  guard first.options.form == other.options.form, first.options.casing == other.options.casing else {
    throw Failure(
      .badData, "normalizes text differently", at: place, expected: "as \(expected) does",
      remedy: "an ensemble needs models trained on the same data directory")
  }
}
