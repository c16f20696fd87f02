/// A symptom of a hallucination.
public enum GuardReason: String, Codable, Sendable, CaseIterable, Comparable {
  /// Much longer than the source.
  case length
  /// Repeats the same words again and again.
  case loop
  /// Most of the source got no attention.
  case ignored
  /// Attention stayed almost always on one source position.
  case stuck
  /// The model itself considers it unlikely.
  case score
  /// The model considers another translation, found under stricter rules, far more likely.
  case margin

  /// Whether a reader notices it without the source: such a translation is worse than one that is only suspected.
  var isVisible: Bool { self == .length || self == .loop }

  private var rank: Int { Self.allCases.firstIndex(of: self)! }

  public static func < (a: GuardReason, b: GuardReason) -> Bool { a.rank < b.rank }
}

/// Findings of the guard in one line, over all its pieces.
public struct GuardReport: Codable, Sendable, Equatable {
  /// Symptoms of the first translation; at least one.
  public let reasons: [GuardReason]
  /// Symptoms of the returned translation.
  public let remaining: [GuardReason]
  /// Whether the returned translation is not the first one.
  public let isReplaced: Bool

  /// Merges the reports of a line's pieces; nil if there are none.
  init?(_ pieces: [GuardReport]) {
    guard !pieces.isEmpty else { return nil }
    self.init(
      reasons: pieces.flatMap(\.reasons), remaining: pieces.flatMap(\.remaining),
      isReplaced: pieces.contains(where: \.isReplaced))
  }

  init(reasons: [GuardReason], remaining: [GuardReason], isReplaced: Bool) {
    self.reasons = Set(reasons).sorted()
    self.remaining = Set(remaining).sorted()
    self.isReplaced = isReplaced
  }

  private enum CodingKeys: String, CodingKey {
    case reasons, remaining
    case isReplaced = "replaced"
  }
}
