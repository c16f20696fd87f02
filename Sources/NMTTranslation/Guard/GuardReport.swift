/// A symptom of a hallucination.
public enum GuardReason: String, Codable, Sendable, CaseIterable, Comparable {
  /// Much longer than the source.
  case length
  /// Says the same again and again.
  case loop
  /// Most of the source was never looked at.
  case ignored
  /// Looked at one place of the source almost all the time.
  case stuck
  /// The model itself finds it unlikely.
  case score
  /// The model finds another translation, found under stricter rules, more likely by far.
  case margin

  /// Whether a reader sees it without the source: such a translation is worse than one that is only suspected.
  var isVisible: Bool { self == .length || self == .loop }

  private var rank: Int { Self.allCases.firstIndex(of: self)! }

  public static func < (a: GuardReason, b: GuardReason) -> Bool { a.rank < b.rank }
}

/// Findings of the guard in one line. Reasons are those of all its pieces.
public struct GuardReport: Codable, Sendable, Equatable {
  /// What was wrong with the first translation; at least one.
  public let reasons: [GuardReason]
  /// What is wrong with the translation that is returned.
  public let remaining: [GuardReason]
  /// Whether that is another translation than the first.
  public let isReplaced: Bool

  /// The reports of a line's pieces as one; nil if there is none.
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
