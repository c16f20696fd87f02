/// A value that one flag or one YAML key can hold.
package protocol SettingValue: Sendable {
  /// What a valid text is, for messages: `"a whole number"`.
  static var expected: String { get }
  init?(settingText: String)
  /// Reads back as the same value.
  var settingText: String { get }
}

extension Int: SettingValue {
  package static var expected: String { "a whole number" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension UInt64: SettingValue {
  package static var expected: String { "a whole number, 0 or more" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension Double: SettingValue {
  package static var expected: String { "a number" }
  package init?(settingText: String) {
    guard let value = Double(settingText), value.isFinite else { return nil }
    self = value
  }
  package var settingText: String { "\(self)" }
}

extension Float: SettingValue {
  package static var expected: String { "a number" }
  package init?(settingText: String) {
    guard let value = Float(settingText), value.isFinite else { return nil }
    self = value
  }
  package var settingText: String { "\(self)" }
}

extension Bool: SettingValue {
  package static var expected: String { "true or false" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension String: SettingValue {
  package static var expected: String { "text" }
  package init?(settingText: String) { self = settingText }
  package var settingText: String { self }
}

extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  package static var expected: String { allCases.map(\.rawValue).joined(separator: " | ") }
  package init?(settingText: String) { self.init(rawValue: settingText) }
  package var settingText: String { rawValue }
}
