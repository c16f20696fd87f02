import NMTSettings

/// After how many validations without a better model a run ends.
public enum StopAfter: Sendable, Equatable {
  /// 10, but never where the schedule is fitted to the run's end (`linear`, `cosine`): there the low rates of the end gain
  /// most, and a run that was cut short would not have had them.
  case auto
  /// 0 for never.
  case validations(Int)

  /// With `auto` replaced by what it means for this schedule.
  func resolved(for schedule: Schedule) -> StopAfter {
    self == .auto ? .validations(schedule.isFitted ? 0 : 10) : self
  }

  /// Whether so many validations without a better model end the run.
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

/// A number, as it always was, or the word `auto`.
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
