import NMTSettings

/// Number of validations without a better model after which a run ends.
public enum StopAfter: Sendable, Equatable {
  /// 10, or never if the schedule is fitted to the end of the run (`linear`, `cosine`): the low rates at the end gain
  /// the most, and a run cut short would miss them.
  case auto
  /// A number of validations; 0 for never.
  case validations(Int)

  /// Replaces `auto` with its value for this schedule.
  func resolved(for schedule: Schedule) -> StopAfter {
    self == .auto ? .validations(schedule.isFitted ? 0 : 10) : self
  }

  /// True if this many validations without a better model end the run.
  func isReached(by waited: Int) -> Bool {
    switch self {
    case .auto: preconditionFailure("stop-after auto was not resolved")
    case .validations(let most): most > 0 && waited >= most
    }
  }

  /// True for `auto` and for 0 or more validations.
  var isAllowed: Bool { if case .validations(let most) = self { most >= 0 } else { true } }
}

extension StopAfter: SettingValue {
  package static var expected: String { "auto or a whole number" }
  package init?(settingText: String) {
    if settingText == "auto" {
      self = .auto
    } else {
      guard let count = Int(settingText: settingText) else { return nil }
      self = .validations(count)
    }
  }
  package var settingText: String {
    switch self {
    case .auto: "auto"
    case .validations(let count): count.settingText
    }
  }
}

/// Saved as a number, as in all versions, or as the word `auto`.
extension StopAfter: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .validations(count)
      return
    }
    let text = try container.decode(String.self)
    guard text == StopAfter.auto.settingText else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not \(Self.expected)")
    }
    self = .auto
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .auto: try container.encode(settingText)
    case .validations(let count): try container.encode(count)
    }
  }
}
